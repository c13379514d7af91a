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

/** What a detector consists of. */
export interface DeepAnomalyParts {
  readonly design: AnomalyNetworkDesign
  readonly networks: AnomalyNetworks
  readonly scale: SampleEncoding
  readonly mixture: GaussianMixture
  readonly regularization: readonly number[]
  /** [N] of the rows of training, ascending. */
  readonly energies: Float32Array
}

/**
 * Networks and a mixture over what they make of a row: how unlike the rows of training is another one?
 * Every method that takes samples throws {ShapeError} for other columns and {NonFiniteValuesError} for NaN and infinities.
 */
export class DeepAnomalyDetector {
  /** Of the features of all rows of training, by the shares of the estimation network. */
  readonly mixture: GaussianMixture
  /** [code + 2] what was added to the variances of each feature. */
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
   * A detector as `save` wrote it, with the same energies to the last bit on the same backend.
   *
   * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
   * @throws {InvalidModelFileError} if they are another model, of another version, or settings and arrays do not fit.
   * @throws {InvalidModelError} if the mixture is none.
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

  /** [N, code + 2] the code of each row, the relative distance of its reconstruction, and their cosine. */
  async features(samples: DeepSamples): Promise<Matrix> {
    const { design, networks, scale } = this.#parts
    const matrix = acceptSamples(samples, design.shape.reduce((product, side) => product * side, 1))
    const data = new Float64Array(matrix.rows * networks.columns)
    await forEachOutput(networks, { matrix, scale }, (features, _shares, from) => data.set(features, from * networks.columns))
    return { data, rows: matrix.rows, columns: networks.columns }
  }

  /** [N] - ln p(z_n), nats, of the features of each row: the higher, the less it is like the rows of training. */
  async energies(samples: DeepSamples): Promise<Float32Array> {
    return energiesOf(this.mixture, await this.features(samples))
  }

  /**
   * The energy, nats, above which lies a share of the rows of training: ⌊share N⌋ of them, fewer if energies tie.
   *
   * @throws {InvalidOptionError} unless the share is between 0 and 1, both excluded.
   */
  threshold(share: number): number {
    readShare('share', share)
    const { energies } = this.#parts
    return energies[energies.length - 1 - Math.floor(share * energies.length)]
  }

  /** [N] 1 where the energy lies above the threshold of that share, else 0. */
  async predict(samples: DeepSamples, options: { readonly share: number }): Promise<Uint8Array> {
    const { share } = readOptions<typeof options>('predict', options, { share: readShare })
    const threshold = this.threshold(share)
    return Uint8Array.from(await this.energies(samples), energy => (energy > threshold ? 1 : 0))
  }

  dispose(): void {
    this.#parts.networks.dispose()
  }
}

/** [N] float32, as a saved detector keeps those of training. */
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
