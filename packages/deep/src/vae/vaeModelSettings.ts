import { GaussianMixture } from '@mixtura/core'
import { InvalidModelFileError, SavedSettings, type JsonRecord, type JsonValue } from '@mixtura/tensor'
import { sizeOf, type NetworkDesign } from '../networks/networkDesign.js'
import { decoderShapes, encoderShapes, type ParameterShapes } from '../networks/networkShapes.js'
import { savedDesign, savedEncoding, savedShape } from '../networks/savedDesign.js'
import { encodingToJson, type SampleEncoding } from '../samples/prepareSamples.js'
import { likelihoods, type VaeLikelihood } from './reconstruction.js'
import type { OutputVariance } from './variationalNetworks.js'

/** Settings that, with the arrays, define a saved model. */
export interface VaeModelSettings {
  readonly network: NetworkDesign
  /** Shape of one row. */
  readonly shape: readonly number[]
  /** Z, the number of latent dimensions. */
  readonly latent: number
  readonly likelihood: VaeLikelihood
  readonly outputVariance: OutputVariance
  readonly varianceFloor: number
  readonly scale: SampleEncoding
}

/** Converts settings and prior to JSON for a model file. */
export function settingsToJson({ scale, network, ...plain }: VaeModelSettings, prior: GaussianMixture): JsonRecord {
  return {
    ...plain,
    network: { ...network } as JsonRecord,
    scale: encodingToJson(scale),
    prior: JSON.parse(JSON.stringify(prior)) as JsonValue,
  }
}

/**
 * @throws {InvalidModelFileError} if a setting is missing or invalid.
 * @throws {InvalidModelError} if the stored prior is not a valid mixture.
 */
export function settingsFromJson(json: JsonRecord): { readonly settings: VaeModelSettings; readonly prior: GaussianMixture } {
  const saved = new SavedSettings(json)
  const network = savedDesign(saved.settings('network', 'a design'))
  const shape = savedShape(saved, 'shape')
  const outputVariance = typeof saved.value('outputVariance') === 'number'
    ? saved.number('outputVariance', { from: Number.MIN_VALUE })
    : saved.oneOf('outputVariance', ['shared', 'columns'])
  const settings: VaeModelSettings = {
    network,
    shape,
    latent: saved.whole('latent'),
    likelihood: saved.oneOf('likelihood', likelihoods),
    outputVariance,
    varianceFloor: saved.number('varianceFloor', { from: 0 }),
    scale: savedEncoding(saved.settings('scale'), sizeOf(shape)),
  }
  const prior = GaussianMixture.fromJSON(saved.value('prior'))
  const { latent } = settings
  if (prior.columns !== latent) throw new InvalidModelFileError('prior', `one of ${latent} columns, as the latent vector`, `one of ${prior.columns}`)
  const { covarianceType } = prior
  if (covarianceType !== 'full' && covarianceType !== 'diag') {
    throw new InvalidModelFileError('covarianceType of the prior', "'full' or 'diag'", JSON.stringify(covarianceType))
  }
  return { settings, prior }
}

/** Shapes of the networks' parameters, by name. */
export function shapesOfSettings({ network, shape, latent, likelihood, outputVariance }: VaeModelSettings): ParameterShapes {
  const isLearned = likelihood === 'gaussian' && typeof outputVariance !== 'number'
  return {
    ...encoderShapes(network, { shape, code: 2 * latent, name: 'encoder' }),
    ...decoderShapes(network, { shape, code: latent, name: 'decoder' }),
    ...(isLearned ? { 'decoder/rawOutputLogVariances': [outputVariance === 'columns' ? sizeOf(shape) : 1] } : {}),
  }
}
