import type { Regularization } from '@mixtura/core'
import { regularization } from '@mixtura/core/validation'
import { count, nonNegative, optional, seed, shareBelowOne, type OptionReaders } from '@mixtura/numerics/validation'
import { followReaders, trainingReaders, type CheckpointOptions, type FollowOptions, type LearningRate } from '@mixtura/tensor'
import { hiddenWidths, networkDesign, type NetworkDesign } from '../networks/networkDesign.js'
import { sampleReaders, type SampleOptions } from '../samples/prepareSamples.js'

/** Design of a detector and how it is trained. The defaults are those of `dagmmKdd`. */
export interface DeepAnomalySettings {
  /** The compression network, which the decoder mirrors; dense 60-30-10 with tanh by default. */
  readonly network?: NetworkDesign
  /** Number of values in a code; 1 by default. */
  readonly code?: number
  /** K, the number of components; 4 by default. */
  readonly components?: number
  /** Units of the hidden layers of the estimation network; [10] by default. */
  readonly estimationWidths?: readonly number[]
  /** Share of these units that a training step drops, from 0, below 1; 0.5 by default. */
  readonly dropout?: number
  /** λ₁, the weight of the mean energy relative to the squared reconstruction error; 0.1 by default. */
  readonly energyWeight?: number
  /** λ₂, the weight of Σ_k Σ_j 1 / Σ_kjj, which keeps variances from vanishing; 0.005 by default. */
  readonly singularityWeight?: number
  /**
   * Added to every variance of the features: a share of the variance of all rows, or a fixed variance; { relative: 1e-4 } by
   * default.
   */
  readonly regularization?: Regularization
  /** Epochs of training; 200 by default. 0 leaves the networks untrained, which is a control. */
  readonly epochs?: number
  /** Rows per training step; 1024 by default. */
  readonly batchSize?: number
  /** Adam's learning rate; 1e-4 by default. */
  readonly learningRate?: LearningRate
  /** Gradients with a larger norm are scaled down to this norm; unlimited by default. */
  readonly clipNorm?: number
}

/** The phase of a fit: training of the networks. The mixture of all rows is computed after it. */
export type AnomalyPhase = 'training'

/** Options of `fitDeepAnomalyDetector`. */
export interface DeepAnomalyOptions extends DeepAnomalySettings, SampleOptions, FollowOptions<AnomalyPhase> {
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** Where checkpoints are stored. The same call resumes from them. */
  readonly checkpoints?: CheckpointOptions
}

type Optional = 'clipNorm'
export type CompleteAnomalySettings = Required<Omit<DeepAnomalySettings, Optional>> & Pick<DeepAnomalySettings, Optional>

/**
 * KDDCUP99 10 %, 120 columns. The paper flags the 20 % of rows with the highest energy.
 *
 * @see Zong et al., Deep autoencoding Gaussian mixture model (2018), section 4.3; the same holds for the presets below.
 */
export const dagmmKdd = {
  network: { kind: 'dense', widths: [60, 30, 10], activation: 'tanh' },
  code: 1,
  components: 4,
  epochs: 200,
  batchSize: 1024,
} as const satisfies DeepAnomalySettings

/** Thyroid, 6 columns. The paper flags 2.5 % of the rows. */
export const dagmmThyroid = {
  network: { kind: 'dense', widths: [12, 4], activation: 'tanh' },
  code: 1,
  components: 2,
  epochs: 20_000,
  batchSize: 1024,
} as const satisfies DeepAnomalySettings

/** Arrhythmia, 274 columns. The paper flags 15 % of the rows. */
export const dagmmArrhythmia = {
  network: { kind: 'dense', widths: [10], activation: 'tanh' },
  code: 2,
  components: 2,
  epochs: 10_000,
  batchSize: 128,
} as const satisfies DeepAnomalySettings

/** Readers of every option. */
export const anomalyReaders: OptionReaders<DeepAnomalyOptions> = {
  ...sampleReaders,
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

/** Fills in the defaults. @param options as `anomalyReaders` read them. */
export function completeAnomalySettings(options: DeepAnomalySettings): CompleteAnomalySettings {
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
