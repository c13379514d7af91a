import type { DrawOptions } from '@mixtura/core'
import { drawReaders } from '@mixtura/core/validation'
import { createRandom, MixturaError, type Matrix } from '@mixtura/numerics'
import { readOptions, requireCount } from '@mixtura/numerics/validation'
import { ensureBackend, type JsonRecord, readModelFile, requireModelArrays, requireSavedArrays, type SavedArray, SavedSettings, writeModelFile } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { GeneratedSamples } from '../models/generatedSamples.js'
import { labelsOf } from '../models/labelsOf.js'
import { assignArrays } from '../models/networkArrays.js'
import { applyToRows } from '../networks/applyToRows.js'
import { sizeOf } from '../networks/networkDesign.js'
import { savedEncoding } from '../networks/savedDesign.js'
import { acceptSamples, decodedRows, encodingToJson, type DeepSamples, type SampleEncoding } from '../samples/prepareSamples.js'
import { generatorSide, type EncodedRows, type GeneratorSide } from './ganNetworks.js'
import type { GanSettings } from './ganSettings.js'
import { drawLatents } from './latentMixture.js'
import { savedGanSettings, shapesOfSettings } from './savedGanSettings.js'

/** The diagonal Gaussian mixture from which the generator's latents are drawn. */
export interface GanLatent {
  /** [K] */
  readonly weights: readonly number[]
  /** [K, Z] */
  readonly means: Matrix
  /** [K, Z] σ */
  readonly deviations: Matrix
}

const kind = 'gaussian-mixture-gan'
const version = 1
/** Rows per pass through a network. */
const rowsAtOnce = 1024

/** A trained generator, its latent mixture and, if one was trained, its encoder. They hold device memory until `dispose`. */
export class GaussianMixtureGan {
  readonly #settings: GanSettings
  readonly #scale: SampleEncoding
  readonly #arrays: Readonly<Record<string, SavedArray>>
  readonly #side: GeneratorSide

  private constructor(settings: GanSettings, scale: SampleEncoding, arrays: Readonly<Record<string, SavedArray>>) {
    const saved = new SavedSettings({ ...settings, scale } as unknown as JsonRecord)
    const read = savedGanSettings(saved)
    this.#settings = read
    this.#scale = savedEncoding(saved.settings('scale'), sizeOf(read.shape))
    requireSavedArrays('arrays', arrays)
    requireModelArrays(shapesOfSettings(read), arrays)
    this.#arrays = arrays
    this.#side = generatorSide(read, 0)
    try {
      assignArrays(this.#side.variables, arrays)
    } catch (error) {
      this.#side.dispose()
      throw error
    }
  }

  /**
   * @param arrays by the names of the generator's variables.
   * @throws {InvalidModelFileError} if settings or scale are invalid, or if the arrays do not match the settings.
   * @throws {ShapeError} unless `arrays` is an object of named arrays.
   */
  static async fromArrays(settings: GanSettings, scale: SampleEncoding, arrays: Readonly<Record<string, SavedArray>>): Promise<GaussianMixtureGan> {
    await ensureBackend()
    return new GaussianMixtureGan(settings, scale, arrays)
  }

  /**
   * Reads a model that `save` wrote.
   *
   * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
   * @throws {InvalidModelFileError} if they hold another kind of model or another version, or if settings and arrays do not match.
   */
  static async load(bytes: Uint8Array): Promise<GaussianMixtureGan> {
    const { settings, arrays } = readModelFile(kind, version, bytes)
    const { scale, ...ganSettings } = settings
    return GaussianMixtureGan.fromArrays(ganSettings as unknown as GanSettings, scale as unknown as SampleEncoding, arrays)
  }

  async save(): Promise<Uint8Array> {
    const settings = { ...(this.#settings as unknown as JsonRecord), scale: encodingToJson(this.#scale) }
    return writeModelFile(kind, version, { settings, arrays: this.#arrays })
  }

  /** K, the number of components of the latent mixture. */
  get components(): number {
    return this.#settings.latent.components
  }

  /** Shape of one row: [columns], or [height, width, channels]. */
  get shape(): readonly number[] {
    return this.#settings.shape
  }

  get latent(): GanLatent {
    const { components, dimensions, weights } = this.#settings.latent
    const matrixOf = (values: Float32Array): Matrix => ({ data: Float64Array.from(values), rows: components, columns: dimensions })
    return {
      weights,
      means: matrixOf(this.#arrays['latent/means'].data),
      deviations: matrixOf(this.#arrays['latent/logDeviations'].data.map(Math.exp)),
    }
  }

  /**
   * Generates rows from the latent mixture, or from one of its components. `codes` are the latent vectors.
   *
   * @param count rows to generate, at least 1.
   * @throws {InvalidOptionError} if the count or an option is out of range.
   */
  async sample(count: number, options?: DrawOptions): Promise<GeneratedSamples> {
    requireCount('count', count, 1)
    const { seed = 0, component } = readOptions<DrawOptions>('sample', options, drawReaders(this.components))
    const draws = drawLatents(this.#settings.latent, count, createRandom(seed), component)
    const { dimensions } = this.#settings.latent
    const columns = this.#columns
    const data = new Float64Array(count * columns)
    const codes = new Float64Array(count * dimensions)
    for (let from = 0; from < count; from += rowsAtOnce) {
      const to = Math.min(from + rowsAtOnce, count)
      const part = {
        components: draws.components.subarray(from, to),
        noise: draws.noise.slice(from * dimensions, to * dimensions),
      }
      const generated = tf.tidy(() => {
        const { rows, codes } = this.#side.generate(part)
        return { rows, codes }
      })
      const [values, latents] = await Promise.all([generated.rows.data<'float32'>(), generated.codes.data<'float32'>()])
      tf.dispose(generated)
      data.set(decodedRows(values, this.#scale, columns), from * columns)
      codes.set(latents, from * dimensions)
    }
    return { samples: { data, rows: count, columns }, labels: draws.components, codes: { data: codes, rows: count, columns: dimensions } }
  }

  /**
   * [N, Z] estimated latent vector of each row.
   *
   * @throws {NoEncoderError} if the model has no encoder.
   * @throws {ShapeError} {NonFiniteValuesError} for rows that the model cannot read.
   */
  encode(samples: DeepSamples): Promise<Matrix> {
    return this.#encoded(samples, ({ codes }) => codes)
  }

  /** [N, K] probability of each component given each row; rows sum to 1. @throws as `encode`. */
  responsibilities(samples: DeepSamples): Promise<Matrix> {
    return this.#encoded(samples, ({ logits }) => tf.softmax(logits))
  }

  /** [N] most probable component of each row. @throws as `encode`. */
  async predict(samples: DeepSamples): Promise<Int32Array> {
    return labelsOf(await this.responsibilities(samples))
  }

  async #encoded(samples: DeepSamples, take: (encoded: EncodedRows) => tf.Tensor2D): Promise<Matrix> {
    const { encode } = this.#side
    if (!encode) throw new NoEncoderError()
    const { shape } = this
    return applyToRows(rows => take(encode(rows)), acceptSamples(samples, this.#columns), { scale: this.#scale, shape })
  }

  /** D, the number of columns. */
  get #columns(): number {
    return sizeOf(this.shape)
  }

  dispose(): void {
    this.#side.dispose()
  }
}

/** A method that needs an encoder was called on a model trained without one. */
export class NoEncoderError extends MixturaError {
  override readonly name = 'NoEncoderError'
  readonly code = 'no-encoder'
  constructor() {
    super('a model that encodes and predicts must have an encoder, but none was trained. Fit it with encoder: {}.')
  }
}
