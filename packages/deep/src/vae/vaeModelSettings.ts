import { GaussianMixture } from '@mixtura/core'
import { InvalidModelFileError, type JsonRecord, type JsonValue } from '@mixtura/tensor'
import type { NetworkDesign } from '../networks/networkDesign.js'
import { encodingToJson, type SampleEncoding } from '../samples/prepareSamples.js'
import type { VaeLikelihood } from './reconstruction.js'
import type { OutputVariance } from './variationalNetworks.js'

/** What a model is beside its numbers. */
export interface VaeModelSettings {
  readonly network: NetworkDesign
  /** Of one row. */
  readonly shape: readonly number[]
  /** Z */
  readonly latent: number
  readonly likelihood: VaeLikelihood
  readonly outputVariance: OutputVariance
  readonly varianceFloor: number
  readonly scale: SampleEncoding
}

/** Settings and prior as JSON, for a file. */
export function settingsToJson({ scale, network, ...plain }: VaeModelSettings, prior: GaussianMixture): JsonRecord {
  return {
    ...plain,
    network: { ...network } as JsonRecord,
    scale: encodingToJson(scale),
    prior: JSON.parse(JSON.stringify(prior)) as JsonValue,
  }
}

/**
 * @throws {InvalidModelFileError} if a setting is missing or none.
 * @throws {InvalidModelError} if the prior is none.
 */
export function settingsFromJson(json: JsonRecord): { readonly settings: VaeModelSettings; readonly prior: GaussianMixture } {
  const { network, shape, latent, likelihood, outputVariance, varianceFloor, scale, prior } = json
  const isRecord = (value: JsonValue | undefined): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
  requireSetting('network', 'a design', isRecord(network), network)
  requireSetting('shape', 'an array', Array.isArray(shape), shape)
  requireSetting('latent', 'a number', typeof latent === 'number', latent)
  requireSetting('likelihood', "'bernoulli' or 'gaussian'", likelihood === 'bernoulli' || likelihood === 'gaussian', likelihood)
  requireSetting('outputVariance', 'a number or a name', ['number', 'string'].includes(typeof outputVariance), outputVariance)
  requireSetting('varianceFloor', 'a number', typeof varianceFloor === 'number', varianceFloor)
  requireSetting('scale', 'offset and factor', isRecord(scale), scale)
  const settings = { network, shape, latent, likelihood, outputVariance, varianceFloor, scale } as unknown as VaeModelSettings
  return { settings, prior: GaussianMixture.fromJSON(prior) }
}

function requireSetting(name: string, expected: string, isRight: boolean, actual: JsonValue | undefined): void {
  if (!isRight) throw new InvalidModelFileError(`setting '${name}'`, expected, actual === undefined ? 'absent' : JSON.stringify(actual))
}
