import { GaussianMixture } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { numberIn, readOptions, requireObject, type Reader } from '@mixtura/numerics/validation'
import { ensureBackend, InvalidModelFileError, type JsonRecord, readModelFile, requireModelArrays, type SavedArray, SavedSettings, writeModelFile } from '@mixtura/tensor'
import { assignArrays, readArrays } from '../models/networkArrays.js'
import { sizeOf } from '../networks/networkDesign.js'
import { savedDesign, savedEncoding, savedShape } from '../networks/savedDesign.js'
import { acceptSamples, encodingToJson, type DeepSamples, type SampleEncoding } from '../samples/prepareSamples.js'
import { anomalyNetworks, shapesOfDesign, type AnomalyNetworkDesign, type AnomalyNetworks } from './anomalyNetworks.js'
import { forEachOutput } from './forEachOutput.js'

const kind = 'deep-anomaly-detector'
const version = 1

const readShare: Reader<number> = numberIn({ above: 0, below: 1, expected: 'between 0 and 1, both excluded', example: 'share: 0.01' })

/** Parts from which a detector is made. */
export interface DeepAnomalyParts {
  readonly design: AnomalyNetworkDesign
  readonly networks: AnomalyNetworks
  readonly scale: SampleEncoding
  readonly mixture: GaussianMixture
  readonly regularization: readonly number[]
  /** [N] energies of the training rows, ascending. */
  readonly energies: Float32Array
}

/**
 * Networks that map a row to features, and a Gaussian mixture of these features. The energy of a row tells how unlike the
 * training rows it is.
 *
 * Methods that take samples throw {ShapeError} for another number of columns and {NonFiniteValuesError} for NaN and infinities.
 */
export class DeepAnomalyDetector {
  /** Mixture of the features of all training rows, weighted by the outputs of the estimation network. */
  readonly mixture: GaussianMixture
  /** [code + 2] variance that was added to each feature. */
  readonly regularization: readonly number[]
  readonly #parts: DeepAnomalyParts

  constructor(parts: DeepAnomalyParts) {
    requireObject('parts', parts, {
      what: 'the parts of a detector',
      fields: { design: 'object', networks: 'object', scale: 'object', mixture: 'object', regularization: 'list', energies: 'object' },
      remedy: 'Use fitDeepAnomalyDetector or DeepAnomalyDetector.load, which make them.',
    })
    this.mixture = parts.mixture
    this.regularization = parts.regularization
    this.#parts = parts
  }

  /**
   * Reads a detector that `save` wrote. Its energies are the same to the last bit on the same backend.
   *
   * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
   * @throws {InvalidModelFileError} if they hold another kind of model or another version, or if settings and arrays do not match.
   * @throws {InvalidModelError} if the stored mixture is not a valid mixture.
   */
  static async load(bytes: Uint8Array): Promise<DeepAnomalyDetector> {
    const { settings, arrays } = readModelFile(kind, version, bytes)
    const { energies, ...networkArrays } = arrays
    const saved = new SavedSettings(settings)
    const design = designFrom(saved.settings('design'))
    requireModelArrays(shapesOfDesign(design), networkArrays)
    const { code, components, shape } = design
    const scale = savedEncoding(saved.settings('scale'), sizeOf(shape))
    const regularization = saved.numbers('regularization', code + 2)
    if (energies?.shape.length !== 1 || energies.data.length < 1) {
      throw new InvalidModelFileError("array 'energies'", 'one number for each row of training', energies ? `of shape [${energies.shape.join(', ')}]` : 'absent')
    }
    const mixture = GaussianMixture.fromJSON(saved.value('mixture'))
    if (mixture.columns !== code + 2 || mixture.components !== components) {
      throw new InvalidModelFileError('mixture', `one of ${components} components in ${code + 2} columns`, `one of ${mixture.components} in ${mixture.columns}`)
    }
    await ensureBackend()
    const networks = anomalyNetworks(design, 0)
    try {
      assignArrays(networks.parameters, networkArrays)
    } catch (error) {
      networks.dispose()
      throw error
    }
    return new DeepAnomalyDetector({ design, networks, scale, mixture, regularization, energies: energies.data })
  }

  async save(): Promise<Uint8Array> {
    const { design, networks, scale, energies } = this.#parts
    const arrays: Record<string, SavedArray> = {
      ...(await readArrays(networks.parameters)),
      energies: { shape: [energies.length], data: energies },
    }
    const settings = {
      design,
      scale: encodingToJson(scale),
      mixture: this.mixture.toJSON(),
      regularization: this.regularization,
    } as unknown as JsonRecord
    return writeModelFile(kind, version, { settings, arrays })
  }

  /** [N, code + 2] features of each row: its code, the relative distance of its reconstruction, and their cosine similarity. */
  async features(samples: DeepSamples): Promise<Matrix> {
    const { design, networks, scale } = this.#parts
    const matrix = acceptSamples(samples, sizeOf(design.shape))
    const data = new Float64Array(matrix.rows * networks.columns)
    await forEachOutput(networks, { matrix, scale }, (features, _shares, from) => data.set(features, from * networks.columns))
    return { data, rows: matrix.rows, columns: networks.columns }
  }

  /** [N] energy - ln p(z_n) of the features of each row, nats. The higher it is, the less the row is like the training rows. */
  async energies(samples: DeepSamples): Promise<Float32Array> {
    return energiesOf(this.mixture, await this.features(samples))
  }

  /**
   * Energy, nats, that ⌊share N⌋ of the training rows exceed; fewer rows exceed it if energies tie.
   *
   * @throws {InvalidOptionError} unless the share is above 0 and below 1.
   */
  threshold(share: number): number {
    readShare('share', share)
    const { energies } = this.#parts
    return energies[energies.length - 1 - Math.floor(share * energies.length)]
  }

  /** [N] 1 if the energy of a row exceeds `threshold(share)`, else 0. */
  async predict(samples: DeepSamples, options: { readonly share: number }): Promise<Uint8Array> {
    const { share } = readOptions<typeof options>('predict', options, { share: readShare })
    const threshold = this.threshold(share)
    return Uint8Array.from(await this.energies(samples), energy => (energy > threshold ? 1 : 0))
  }

  dispose(): void {
    this.#parts.networks.dispose()
  }
}

/** [N] energies as float32, the type in which a saved detector stores them. */
export async function energiesOf(mixture: GaussianMixture, features: Matrix): Promise<Float32Array> {
  return Float32Array.from(await mixture.logDensity(features), logDensity => -logDensity)
}

function designFrom(saved: SavedSettings): AnomalyNetworkDesign {
  return {
    shape: savedShape(saved, 'shape'),
    network: savedDesign(saved.settings('network')),
    code: saved.whole('code'),
    components: saved.whole('components'),
    estimationWidths: saved.wholes('estimationWidths'),
    dropout: saved.number('dropout', { from: 0, to: 1 }),
  }
}
