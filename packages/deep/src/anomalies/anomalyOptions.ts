import type { Regularization } from '@mixtura/core'
import { regularization } from '@mixtura/core/validation'
import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, nonNegative, optional, readOptions, seed, shareBelowOne, type OptionReaders } from '@mixtura/numerics/validation'
import { followReaders, trainingReaders, type CheckpointOptions, type FollowOptions, type LearningRate } from '@mixtura/tensor'
import { hiddenWidths, networkDesign, type NetworkDesign } from '../networks/networkDesign.js'
import { sampleReaders, type SampleOptions } from '../samples/prepareSamples.js'

/**
 * 'mixture' fits a Gaussian mixture to the columns of a table, or to the contours of images. 'dagmm' trains the networks of DAGMM. In the
 * measurements of the README, 'mixture' finds more anomalies.
 */
export type AnomalyMethod = 'mixture' | 'dagmm'

const methods = ['mixture', 'dagmm'] as const satisfies readonly AnomalyMethod[]

/** Design of a detector and how it is trained. The defaults of DAGMM are those of `dagmmKdd`. */
export interface DeepAnomalySettings {
  /** 'mixture' by default. */
  readonly method?: AnomalyMethod
  /** K, the number of components. By default a mixture chooses it by the rows, and DAGMM has 4. */
  readonly components?: number
  /** Number of values in a code: of DAGMM's networks, 1 by default, or of the contours of images, at most 64 by default. Tables have none. */
  readonly code?: number
  /**
   * Added to every variance of the features. Of a mixture core's, { relative: 1e-6 } by default for tables and { relative: 1e-3 } for
   * images. Of DAGMM a share of the variance of all rows, or a fixed variance; { relative: 1e-4 } by default.
   */
  readonly regularization?: Regularization
  /** This option and all below belong to DAGMM. The compression network, which the decoder mirrors; dense 60-30-10 with tanh by default. */
  readonly network?: NetworkDesign
  /** Units of the hidden layers of the estimation network; [10] by default. */
  readonly estimationWidths?: readonly number[]
  /** Share of these units that a training step drops, from 0, below 1; 0.5 by default. */
  readonly dropout?: number
  /** λ₁, the weight of the mean energy relative to the squared reconstruction error; 0.1 by default. */
  readonly energyWeight?: number
  /** λ₂, the weight of Σ_k Σ_j 1 / Σ_kjj, which keeps variances from vanishing; 0.005 by default. */
  readonly singularityWeight?: number
  /** Epochs of training; 200 by default. 0 leaves the networks untrained, which is a control. */
  readonly epochs?: number
  /** Rows per training step; 1024 by default. */
  readonly batchSize?: number
  /** Adam's learning rate; 1e-4 by default. */
  readonly learningRate?: LearningRate
  /** Gradients with a larger norm are scaled down to this norm; unlimited by default. */
  readonly clipNorm?: number
}

/**
 * The phase of a fit: 'density', then 'calibration', in which the energy of each row is computed by a mixture that was fitted without it;
 * or 'training' of DAGMM's networks.
 */
export type AnomalyPhase = 'density' | 'calibration' | 'training'

/** Options of `fitDeepAnomalyDetector`. */
export interface DeepAnomalyOptions extends DeepAnomalySettings, SampleOptions, FollowOptions<AnomalyPhase> {
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** Where checkpoints are stored. The same call resumes from them. */
  readonly checkpoints?: CheckpointOptions
}

type Optional = 'clipNorm'
export type CompleteDagmmSettings = Required<Omit<DeepAnomalySettings, Optional | 'method'>> & Pick<DeepAnomalySettings, Optional>

/**
 * KDDCUP99 10 %, 120 columns. The paper flags the 20 % of rows with the highest energy.
 *
 * @see Zong et al., Deep autoencoding Gaussian mixture model (2018), section 4.3; the same holds for the presets below.
 */
export const dagmmKdd = {
  method: 'dagmm',
  network: { kind: 'dense', widths: [60, 30, 10], activation: 'tanh' },
  code: 1,
  components: 4,
  epochs: 200,
  batchSize: 1024,
} as const satisfies DeepAnomalySettings

/** Thyroid, 6 columns. The paper flags 2.5 % of the rows. */
export const dagmmThyroid = {
  method: 'dagmm',
  network: { kind: 'dense', widths: [12, 4], activation: 'tanh' },
  code: 1,
  components: 2,
  epochs: 20_000,
  batchSize: 1024,
} as const satisfies DeepAnomalySettings

/** Arrhythmia, 274 columns. The paper flags 15 % of the rows. */
export const dagmmArrhythmia = {
  method: 'dagmm',
  network: { kind: 'dense', widths: [10], activation: 'tanh' },
  code: 2,
  components: 2,
  epochs: 10_000,
  batchSize: 128,
} as const satisfies DeepAnomalySettings

/** Readers of every option. */
export const anomalyReaders: OptionReaders<DeepAnomalyOptions> = {
  ...sampleReaders,
  method: optional(choice(methods)),
  network: optional(networkDesign),
  code: optional(count(1)),
  components: optional(count(1)),
  estimationWidths: optional(hiddenWidths),
  dropout: optional(shareBelowOne(0.5)),
  energyWeight: optional(nonNegative('1e-4')),
  singularityWeight: optional(nonNegative('1e-4')),
  regularization: optional(regularization),
  epochs: optional(count(0)),
  batchSize: optional(count(1)),
  learningRate: optional(trainingReaders.learningRate),
  clipNorm: optional(trainingReaders.clipNorm),
  seed: optional(seed),
  ...followReaders,
  checkpoints: optional(trainingReaders.checkpoints),
}

const ofDagmm = [
  'scale', 'network', 'estimationWidths', 'dropout', 'energyWeight', 'singularityWeight', 'epochs', 'batchSize', 'learningRate', 'clipNorm',
] as const satisfies readonly (keyof DeepAnomalyOptions)[]

/** Reads the options of `fitDeepAnomalyDetector`. @throws {InvalidOptionError} also for an option that the method does not read. */
export function readAnomalyOptions(given: unknown): DeepAnomalyOptions {
  const options = readOptions<DeepAnomalyOptions>('fitDeepAnomalyDetector', given, anomalyReaders)
  if (options.method === 'dagmm') return options
  const unread = ofDagmm.find(name => options[name] !== undefined)
  if (unread) throw new InvalidOptionError(unread, "left out, because method 'mixture' does not read it", options[unread], "Leave it out, or pass method: 'dagmm'.")
  if (options.code !== undefined && options.shape?.length !== 3) {
    throw new InvalidOptionError('code', "left out, because method 'mixture' has codes of images alone", options.code, "Leave it out, pass shape: [height, width, channels], or pass method: 'dagmm'.")
  }
  return options
}

/** Fills in the defaults. @param options as `anomalyReaders` read them. */
export function completeDagmmSettings(options: DeepAnomalySettings): CompleteDagmmSettings {
  const { dropout = 0.5, estimationWidths = [10], regularization: added = { relative: 1e-4 }, learningRate = 1e-4, clipNorm } = options
  const { network, code, components, epochs, batchSize } = { ...dagmmKdd, ...options }
  const { energyWeight = 0.1, singularityWeight = 0.005 } = options
  return {
    network,
    code,
    components,
    estimationWidths,
    dropout,
    energyWeight,
    singularityWeight,
    regularization: added,
    epochs,
    batchSize,
    learningRate,
    ...(clipNorm === undefined ? {} : { clipNorm }),
  }
}
