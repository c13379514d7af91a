import { GaussianMixture, ShapeError, type SampleExplanations } from '@mixtura/core'
import { InvalidOptionError, type Matrix } from '@mixtura/numerics'
import { numberIn, optional, readOptions, requireObject, type Reader } from '@mixtura/numerics/validation'
import { InvalidModelFileError, type JsonRecord, readModelFile, type SavedArray, SavedSettings, writeModelFile } from '@mixtura/tensor'
import { acceptSamples, type DeepSamples } from '../samples/prepareSamples.js'
import { alarmThreshold, type AlarmThreshold } from './alarmThreshold.js'
import type { AnomalyEncoder } from './anomalyEncoder.js'
import { loadEncoder } from './loadEncoder.js'

const kind = 'deep-anomaly-detector'
/** Version 1 had DAGMM alone. */
const version = 2

const readShare: Reader<number> = numberIn({ above: 0, below: 1, expected: 'between 0 and 1, both excluded', example: 'share: 0.01' })
const readRate: Reader<number> = numberIn({ above: 0, below: 1, expected: 'between 0 and 1, both excluded', example: 'falseAlarmRate: 0.01' })
const readConfidence: Reader<number> = numberIn({ above: 0, below: 1, expected: 'between 0 and 1, both excluded', example: 'confidence: 0.95' })

/** How often `alarm` may give a false alarm. */
export interface AlarmOptions {
  /** Wanted probability that a row like those of training is flagged; above 0, below 1. */
  readonly falseAlarmRate: number
  /** Confidence of the interval of the true probability; 0.95 by default. */
  readonly confidence?: number
}

/** Which rows `predict` flags: give one of the two. */
export interface FlagOptions {
  /** Rows above the energy that this share of the rows of training exceeds. */
  readonly share?: number
  /** Rows above `alarm({ falseAlarmRate }).energy`. */
  readonly falseAlarmRate?: number
}

/** Parts from which a detector is made. */
export interface DeepAnomalyParts {
  readonly encoder: AnomalyEncoder
  readonly mixture: GaussianMixture
  /** [F] of DAGMM. */
  readonly regularization?: readonly number[]
  /** [N] energies of the training rows, ascending. */
  readonly energies: Float32Array
  /** Whether each of these energies was computed by a mixture that was fitted without its row. */
  readonly isHeldOut: boolean
}

/**
 * Maps a row to features, and judges them by a Gaussian mixture. The energy of a row tells how unlike the training rows it is.
 *
 * Methods that take samples throw {ShapeError} for another number of columns and {NonFiniteValuesError} for NaN and infinities.
 */
export class DeepAnomalyDetector {
  /** Mixture of the features of all training rows; of DAGMM weighted by the outputs of the estimation network. */
  readonly mixture: GaussianMixture
  /** [F] variance that DAGMM added to each feature; undefined for other methods. */
  readonly regularization: readonly number[] | undefined
  readonly #parts: DeepAnomalyParts

  constructor(parts: DeepAnomalyParts) {
    requireObject('parts', parts, {
      what: 'the parts of a detector',
      fields: { encoder: 'object', mixture: 'object', energies: 'object' },
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
    const { energies, ...ofEncoder } = arrays
    const saved = new SavedSettings(settings)
    if (energies?.shape.length !== 1 || energies.data.length < 1) {
      throw new InvalidModelFileError("array 'energies'", 'one number for each row of training', energies ? `of shape [${energies.shape.join(', ')}]` : 'absent')
    }
    if (energies.data.some((energy, at) => at > 0 && energy < energies.data[at - 1])) throw new InvalidModelFileError("array 'energies'", 'ascending', 'not in order')
    const isHeldOut = saved.oneOf('energies', ['held-out', 'of-training']) === 'held-out'
    const mixture = GaussianMixture.fromJSON(saved.value('mixture'))
    const encoder = await loadEncoder(saved.settings('encoder'), ofEncoder)
    try {
      if (mixture.columns !== encoder.columns) throw new InvalidModelFileError('mixture', `one of ${encoder.columns} columns`, `one of ${mixture.columns}`)
      const regularization = saved.has('regularization') ? { regularization: saved.numbers('regularization', encoder.columns) } : {}
      return new DeepAnomalyDetector({ encoder, mixture, ...regularization, energies: energies.data, isHeldOut })
    } catch (error) {
      encoder.dispose()
      throw error
    }
  }

  async save(): Promise<Uint8Array> {
    const { encoder, energies, isHeldOut } = this.#parts
    const ofEncoder = await encoder.save()
    const arrays: Record<string, SavedArray> = { ...ofEncoder.arrays, energies: { shape: [energies.length], data: energies } }
    const settings = {
      encoder: ofEncoder.settings,
      mixture: this.mixture.toJSON(),
      ...(this.regularization && { regularization: this.regularization }),
      energies: isHeldOut ? 'held-out' : 'of-training',
    } as unknown as JsonRecord
    return writeModelFile(kind, version, { settings, arrays })
  }

  /**
   * [N, F] features of each row: the columns of a table that varied in training, the coordinates of the contours of an image, or DAGMM's code
   * with the relative distance of its reconstruction and their cosine similarity.
   */
  async features(samples: DeepSamples): Promise<Matrix> {
    const { encoder } = this.#parts
    return encoder.features(acceptSamples(samples, encoder.inputs))
  }

  /** [N] energy - ln p(z_n) of the features of each row, nats. The higher it is, the less the row is like the training rows. */
  async energies(samples: DeepSamples): Promise<Float32Array> {
    return energiesOf(this.mixture, await this.features(samples))
  }

  /** Whether `explain` can divide energies among the columns: for tables by method 'mixture'. */
  get explainsColumns(): boolean {
    return this.#parts.encoder.explain !== undefined
  }

  /**
   * Which columns make rows unusual: `squaredDistances` [N, D] divides the squared distance of each row to its component among the columns.
   * Each is 1 in the mean for rows of the component. A column that did not vary in training has 0.
   *
   * @throws {ShapeError} if the features are not columns; see `explainsColumns`.
   */
  async explain(samples: DeepSamples): Promise<SampleExplanations> {
    const { encoder } = this.#parts
    if (!encoder.explain) {
      throw new ShapeError('detector', "of a table, by method 'mixture'", 'one of other features', 'Fit it without a shape of images, or look at its energies.')
    }
    return encoder.explain(this.mixture, acceptSamples(samples, encoder.inputs))
  }

  /**
   * Energy, nats, that ⌊share N⌋ of the energies of the training rows exceed; fewer exceed it if energies tie.
   *
   * @throws {InvalidOptionError} unless the share is above 0 and below 1.
   */
  threshold(share: number): number {
    readShare('share', share)
    const { energies } = this.#parts
    return energies[Math.max(0, energies.length - 1 - Math.floor(share * energies.length * (1 + 4 * Number.EPSILON)))]
  }

  /**
   * The threshold for a wanted rate of false alarms, with an interval of the true rate.
   *
   * @throws {InvalidOptionError} for options out of range, or a rate that so few rows cannot tell.
   */
  alarm(options: AlarmOptions): AlarmThreshold {
    const { falseAlarmRate, confidence = 0.95 } = readOptions<AlarmOptions>('alarm', options, { falseAlarmRate: readRate, confidence: optional(readConfidence) })
    const { energies, isHeldOut } = this.#parts
    return alarmThreshold(energies, { falseAlarmRate, confidence, isHeldOut })
  }

  /** [N] 1 if the energy of a row exceeds the threshold, else 0. */
  async predict(samples: DeepSamples, options: FlagOptions): Promise<Uint8Array> {
    const { share, falseAlarmRate } = readOptions<FlagOptions>('predict', options, { share: optional(readShare), falseAlarmRate: optional(readRate) })
    if ((share === undefined) === (falseAlarmRate === undefined)) {
      throw new InvalidOptionError('share', 'given alone, or falseAlarmRate in its place', share, 'Pass for example { falseAlarmRate: 0.01 }.')
    }
    const threshold = share === undefined ? this.alarm({ falseAlarmRate: falseAlarmRate! }).energy : this.threshold(share)
    return Uint8Array.from(await this.energies(samples), energy => (energy > threshold ? 1 : 0))
  }

  dispose(): void {
    this.#parts.encoder.dispose()
  }
}

/** The largest float32. Energies of rows beyond some 1e19 standard deviations are larger. */
const maxEnergy = 3.4028234663852886e38

/** [N] energies as float32, the type in which a saved detector stores them. */
export async function energiesOf(mixture: GaussianMixture, features: Matrix): Promise<Float32Array> {
  return Float32Array.from(await mixture.logDensity(features), logDensity => Math.min(-logDensity, maxEnergy))
}
