import { GaussianMixture, type DrawOptions } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { requireObject } from '@mixtura/numerics/validation'
import { ensureBackend, InvalidModelFileError, type JsonRecord, readModelFile, requireModelArrays, SavedSettings, writeModelFile } from '@mixtura/tensor'
import type * as tf from '@tensorflow/tfjs-core'
import { createAutoencoder, type Autoencoder } from '../autoencoder/autoencoder.js'
import type { GeneratedSamples } from '../models/generatedSamples.js'
import { labelsOf } from '../models/labelsOf.js'
import { assignArrays, readArrays } from '../models/networkArrays.js'
import { requireGaussianMixture } from '../models/requireGaussianMixture.js'
import { applyToRows } from '../networks/applyToRows.js'
import { sizeOf, type NetworkDesign } from '../networks/networkDesign.js'
import { decoderShapes, encoderShapes } from '../networks/networkShapes.js'
import { savedDesign, savedEncoding, savedShape } from '../networks/savedDesign.js'
import { acceptSamples, decodedRows, encodingToJson, type DeepSamples, type SampleEncoding } from '../samples/prepareSamples.js'

const kind = 'mixtura-deep-clustering'
const version = 1

/** Parameters from which the network of a model is built. */
export interface ClusteringDesign {
  readonly network: NetworkDesign
  /** Shape of one row: [columns] or [height, width, channels]. */
  readonly shape: readonly number[]
  /** Number of values in a code. */
  readonly code: number
  readonly scale: SampleEncoding
}

/**
 * An autoencoder whose codes are clustered by a Gaussian mixture. It holds device memory until it is disposed.
 *
 * Methods that take samples throw {ShapeError} if the number of columns differs from training and {NonFiniteValuesError} for NaN.
 */
export class DeepClustering {
  /** Mixture of the codes; its components are the clusters. */
  readonly mixture: GaussianMixture
  readonly design: ClusteringDesign
  readonly #autoencoder: Autoencoder

  constructor(design: ClusteringDesign, autoencoder: Autoencoder, mixture: GaussianMixture) {
    const remedy = 'Use fitDeepClustering or DeepClustering.load, which make them.'
    requireObject('design', design, { what: 'a design', fields: { network: 'object', shape: 'list', code: 'number', scale: 'object' }, remedy })
    requireObject('autoencoder', autoencoder, { what: 'an autoencoder', fields: { encoder: 'object', decoder: 'object', parameters: 'object', dispose: 'function' }, remedy })
    requireGaussianMixture('mixture', mixture)
    this.design = design
    this.#autoencoder = autoencoder
    this.mixture = mixture
  }

  /** [N, code] code of each row. */
  async encode(samples: DeepSamples): Promise<Matrix> {
    const { encoder, inputShape } = this.#autoencoder
    return applyToRows(rows => encoder.apply(rows), acceptSamples(samples, this.#columns), { scale: this.design.scale, shape: inputShape })
  }

  /** [N, K] probability of each cluster given each row; rows sum to 1. */
  async responsibilities(samples: DeepSamples): Promise<Matrix> {
    return this.mixture.responsibilities(await this.encode(samples))
  }

  /** [N] most probable cluster of each row. */
  async predict(samples: DeepSamples): Promise<Int32Array> {
    return labelsOf(await this.responsibilities(samples))
  }

  /** ln p(code) of each row under the mixture, in nats. It is low for rows that are unlike the training rows. */
  async logDensity(samples: DeepSamples): Promise<Float64Array> {
    return this.mixture.logDensity(await this.encode(samples))
  }

  /** Decodes codes [N, code] to rows [N, columns] in the units of the samples. */
  async decode(codes: Matrix): Promise<Matrix> {
    const { decoder } = this.#autoencoder
    const plain = { offset: 0, factor: 1 }
    const decoded = await applyToRows((rows: tf.Tensor) => decoder.apply(rows), acceptSamples(codes, this.design.code), { scale: plain, shape: [this.design.code] })
    return { ...decoded, data: decodedRows(decoded.data, this.design.scale, decoded.columns) }
  }

  /** Encodes and decodes every row; the result is in the units of the samples. */
  async reconstruct(samples: DeepSamples): Promise<Matrix> {
    return this.decode(await this.encode(samples))
  }

  /**
   * Generates rows: draws codes from the mixture, or from one of its components, and decodes them.
   *
   * @param count rows to generate, at least 1.
   * @throws {InvalidOptionError} if the count or an option is out of range.
   */
  async sample(count: number, options?: DrawOptions): Promise<GeneratedSamples> {
    const { samples: codes, labels } = this.mixture.sample(count, options)
    return { samples: await this.decode(codes), labels, codes }
  }

  /** Serialises the model to bytes that `load` reads. */
  async save(): Promise<Uint8Array> {
    const { network, shape, code, scale } = this.design
    const settings = { network, shape, code, scale: encodingToJson(scale), mixture: this.mixture.toJSON() } as unknown as JsonRecord
    return writeModelFile(kind, version, { settings, arrays: await readArrays(this.#autoencoder.parameters) })
  }

  /**
   * Reads a model that `save` wrote. Its predictions are the same to the last bit on the same backend.
   *
   * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
   * @throws {InvalidModelFileError} if they hold another kind of model or another version, or if settings and arrays do not match.
   * @throws {InvalidModelError} if the stored mixture is not a valid mixture.
   */
  static async load(bytes: Uint8Array): Promise<DeepClustering> {
    const { settings, arrays } = readModelFile(kind, version, bytes)
    const saved = new SavedSettings(settings)
    const design = designFrom(saved)
    const { network, shape, code } = design
    requireModelArrays({
      ...encoderShapes(network, { shape, code, name: 'encoder' }),
      ...decoderShapes(network, { shape, code, name: 'decoder' }),
    }, arrays)
    const mixture = GaussianMixture.fromJSON(saved.value('mixture'))
    if (mixture.columns !== code) throw new InvalidModelFileError('mixture', `one of ${code} columns, as the code`, `one of ${mixture.columns}`)
    await ensureBackend()
    const autoencoder = createAutoencoder(network, { shape, code, seed: 0 })
    try {
      assignArrays(autoencoder.parameters, arrays)
    } catch (error) {
      autoencoder.dispose()
      throw error
    }
    return new DeepClustering(design, autoencoder, mixture)
  }

  /** Frees the device memory. The model cannot be used afterwards. */
  dispose(): void {
    this.#autoencoder.dispose()
  }

  get #columns(): number {
    return sizeOf(this.design.shape)
  }
}

function designFrom(saved: SavedSettings): ClusteringDesign {
  const shape = savedShape(saved, 'shape')
  return {
    network: savedDesign(saved.settings('network')),
    shape,
    code: saved.whole('code'),
    scale: savedEncoding(saved.settings('scale'), sizeOf(shape)),
  }
}
