import { covarianceTypes, type NamedCovarianceType } from '@mixtura/core'
import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, nonNegative, optional, record, seed, text, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { followReaders, trainingReaders, type CheckpointOptions, type FeedMatrix, type FollowOptions, type JsonRecord } from '@mixtura/tensor'
import { augmentationReaders, type Augmentation } from '../autoencoder/augmentedBatches.js'
import { convolutionalDesign, decDesign, networkDesign, type NetworkDesign } from '../networks/networkDesign.js'
import { sampleReaders, type SampleOptions } from '../samples/prepareSamples.js'
import type { KeptPartition } from './judgePartitions.js'
import { manifoldPartition, partitionReaders, type ManifoldPartition, type PartitionMethod, type PartitionPhase } from './partitionRows.js'
import type { TargetKind } from './targets.js'

/** What refinement trains the network against. */
export type HeadKind =
  /** The densities of a Gaussian mixture that is refitted after each round. */
  | 'mixture'
  /** Student's t kernel around centroids that are trained with the network. */
  | 'student'

/**
 * Phases of a fit:
 *
 *   'plain'                     mixture of the columns themselves
 *   'pretraining'               training of the autoencoder
 *   'neighbours' and 'layout'   embedding of the codes, with partition 'manifold'
 *   'partition'                 fit of the mixture that divides the codes or their embedding
 *   'refinement'                training towards the clusters; the end of a round adds the metrics `labelChange` and
 *                               `smallestCluster`, and divides the codes again with a mixture head
 *   'judgement'                 choice of a partition, with the agreement of each candidate as metrics
 */
export type ClusteringPhase = 'plain' | 'pretraining' | PartitionPhase | 'refinement' | 'judgement'

/** Options of `fitDeepClustering`. */
export interface DeepClusteringOptions extends SampleOptions, FollowOptions<ClusteringPhase> {
  /** K, the number of clusters, from 2. */
  readonly components: number
  /** Number of values in a code; 10 by default. */
  readonly code?: number
  /** Dense 500-500-2000 for rows of at least 256 values, else dense 128-64, by default. */
  readonly network?: NetworkDesign
  /**
   * By default, images are rotated by up to 10 degrees and shifted by up to a tenth of the shorter side; tables get noise with
   * standard deviation 0.1. `false` turns augmentation off.
   */
  readonly augmentation?: Augmentation | false
  /** Covariance structure of the mixture of the codes; 'full' by default. */
  readonly covarianceType?: NamedCovarianceType
  /** How the codes are divided into clusters; 'manifold' by default. */
  readonly partition?: PartitionMethod
  /** Settings of the manifold partition; 15 neighbours and 50 passes by default. */
  readonly manifold?: Partial<ManifoldPartition>
  /** What refinement trains the network against; 'mixture' by default. */
  readonly head?: HeadKind
  /** How responsibilities become targets; 'sharpened' by default. */
  readonly targets?: TargetKind
  /** Training on the reconstruction error; 30 epochs, but at least 500 steps, at an initial rate of 1e-3 by default. */
  readonly pretraining?: { readonly epochs?: number; readonly learningRate?: number }
  /** Rounds of new targets, training and refitting. With 0 rounds the first partition stays. */
  readonly refinement?: {
    /** Number of rounds; 3 by default. */
    readonly rounds?: number
    /** 2 epochs, but at least 20 steps, by default. */
    readonly epochsPerRound?: number
    /** Initial rate, which decays to 0 along a cosine; 1e-3 by default. */
    readonly learningRate?: number
    /** Weight of the cross-entropy between targets and responsibilities; 0.3 by default. */
    readonly clusteringWeight?: number
    /** Weight of the mean squared reconstruction error; 1 by default. */
    readonly reconstructionWeight?: number
  }
  /** 'best' by default; 'last' returns the result of the last stage. */
  readonly keep?: KeptPartition
  /** Rounds end when the share of rows that change cluster in a round is below this; 0.002 by default. */
  readonly tolerance?: number
  /** Rows per training step; 256 by default. */
  readonly batchSize?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** Store that the fit is written to after every epoch. The fit resumes from a checkpoint that is already there. */
  readonly checkpoints?: Pick<CheckpointOptions, 'store' | 'everySeconds'> & { /** 'clustering' by default. */ readonly name?: string }
}

/**
 * N2D: autoencoder, neighbour graph and mixture, without refinement.
 *
 * @see McConville, Santos-Rodríguez, Piechocki & Craddock, N2D (2020).
 */
export const n2dPreset = { network: decDesign, partition: 'manifold', manifold: { neighbours: 20 }, refinement: { rounds: 0 }, keep: 'last' } as const

/**
 * DEC: a Student's t head, whose targets alone train the encoder.
 *
 * @see Xie, Girshick & Farhadi, Unsupervised deep embedding for clustering analysis (2016).
 */
export const decPreset = {
  network: decDesign,
  partition: 'mixture',
  covarianceType: 'spherical',
  head: 'student',
  keep: 'last',
  refinement: { rounds: 20, epochsPerRound: 1, learningRate: 1e-4, clusteringWeight: 1, reconstructionWeight: 0 },
} as const

/**
 * IDEC: DEC that also keeps the reconstruction error in the loss.
 *
 * @see Guo, Gao, Liu & Yin, Improved deep embedded clustering with local structure preservation (2017).
 */
export const idecPreset = { ...decPreset, refinement: { rounds: 20, epochsPerRound: 1, learningRate: 1e-4, clusteringWeight: 0.1, reconstructionWeight: 1 } } as const

/** A convolutional encoder with the default mixture head, which is refitted after each round. */
export const convolutionalPreset = { network: convolutionalDesign } as const

export type CompleteClusteringOptions = ReturnType<typeof completeClusteringOptions>

/** Least numbers of steps by default. Few rows give few steps per epoch, so the number of epochs is raised to reach them. */
const minSteps = { pretraining: 500, round: 20 }

const unlessFalse = (reader: Reader<Augmentation>): Reader<Augmentation | false> => (name, value) => (value === false ? value : reader(name, value))

/** Readers of every option. */
export const clusteringReaders: OptionReaders<DeepClusteringOptions> = {
  ...sampleReaders,
  components: count(2),
  code: optional(count(1)),
  network: optional(networkDesign),
  augmentation: optional(unlessFalse(record(augmentationReaders))),
  covarianceType: optional(choice(covarianceTypes)),
  partition: optional(partitionReaders.partition),
  manifold: optional(partitionReaders.manifold),
  head: optional(choice(['mixture', 'student'])),
  targets: optional(choice(['sharpened', 'soft', 'hard'])),
  pretraining: optional(record<NonNullable<DeepClusteringOptions['pretraining']>>({ epochs: optional(count(1)), learningRate: optional(nonNegative(0.1)) })),
  refinement: optional(record<NonNullable<DeepClusteringOptions['refinement']>>({
    rounds: optional(count(0)),
    epochsPerRound: optional(count(1)),
    learningRate: optional(nonNegative(0.1)),
    clusteringWeight: optional(nonNegative(0.1)),
    reconstructionWeight: optional(nonNegative(0.1)),
  })),
  keep: optional(choice(['best', 'last'])),
  tolerance: optional(nonNegative(0.1)),
  batchSize: optional(count(1)),
  seed: optional(seed),
  ...followReaders,
  checkpoints: optional(record<NonNullable<DeepClusteringOptions['checkpoints']>>({ store: trainingReaders.checkpointStore, name: optional(text('clustering')), everySeconds: optional(nonNegative(2)) })),
}

/**
 * Fills in the defaults.
 *
 * @param options as `clusteringReaders` read them.
 * @throws {InvalidOptionError} for an augmentation that cannot be applied to the rows.
 */
export function completeClusteringOptions(options: DeepClusteringOptions, { rows, columns }: FeedMatrix, shape: readonly number[]) {
  const { pretraining = {}, refinement = {}, manifold = {}, augmentation } = options
  const code = options.code ?? 10
  const batchSize = options.batchSize ?? 256
  const epochsOf = (minEpochs: number, steps: number): number => Math.max(minEpochs, Math.ceil(steps / Math.ceil(rows / batchSize)))
  const complete = {
    components: options.components,
    code,
    network: options.network ?? (columns >= 256 ? decDesign : ({ kind: 'dense', widths: [128, 64] } as const)),
    augmentation: augmentation === false ? {} : (augmentation ?? defaultAugmentation(shape)),
    covarianceType: options.covarianceType ?? 'full',
    partition: options.partition ?? 'manifold',
    manifold: { ...manifoldPartition(code), ...manifold },
    head: options.head ?? 'mixture',
    targets: options.targets ?? 'sharpened',
    pretraining: { epochs: epochsOf(30, minSteps.pretraining), learningRate: 1e-3, ...pretraining },
    refinement: { rounds: 3, epochsPerRound: epochsOf(2, minSteps.round), learningRate: 1e-3, clusteringWeight: 0.3, reconstructionWeight: 1, ...refinement },
    tolerance: options.tolerance ?? 0.002,
    batchSize,
    keep: options.keep ?? 'best',
    seed: options.seed ?? 0,
  } satisfies JsonRecord | object
  requireMovable(complete.augmentation, shape)
  return complete
}

function defaultAugmentation(shape: readonly number[]): Augmentation {
  if (shape.length !== 3) return { noise: 0.1 }
  return { rotation: 10, shift: Math.round(Math.min(shape[0], shape[1]) / 10) }
}

function requireMovable({ rotation = 0, shift = 0 }: Augmentation, shape: readonly number[]): void {
  if (shape.length === 3 || (rotation === 0 && shift === 0)) return
  throw new InvalidOptionError('augmentation', 'without rotation and shift where rows are no images', JSON.stringify({ rotation, shift }), 'Pass shape: [height, width, channels], or { noise }.')
}
