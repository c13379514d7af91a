import { covarianceTypes, type NamedCovarianceType } from '@mixtura/core'
import { InvalidOptionError } from '@mixtura/numerics'
import { callback, choice, count, numberIn, optional, record, seed, text, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { trainingReaders, type CheckpointStore, type FeedMatrix, type JsonRecord } from '@mixtura/tensor'
import { augmentationReaders, type Augmentation } from '../autoencoder/augmentedBatches.js'
import { convolutionalDesign, decDesign, networkDesign, type NetworkDesign } from '../networks/networkDesign.js'
import { sampleReaders, type SampleOptions } from '../samples/prepareSamples.js'
import type { KeptPartition } from './judgePartitions.js'
import { manifoldPartition, partitionReaders, type ManifoldPartition, type PartitionMethod } from './partitionRows.js'
import type { TargetKind } from './targets.js'

/** What the network is trained against after that. */
export type HeadKind =
  /** The densities of a mixture that is fitted anew after each round. */
  | 'mixture'
  /** Student's t kernel about centroids that are trained with the network. */
  | 'student'

/** Where a run stands. */
export interface DeepClusteringProgress {
  readonly stage: 'pretraining' | 'partition' | 'refinement' | 'judgement'
  /** Of the stage, counted from 1: epochs of training, passes of the embedding. */
  readonly epoch: number
  readonly epochs: number
  /** Of training; at the end of a round, `labelChange` and `smallestCluster` too; of the judgement, the candidates' agreements. */
  readonly metrics: Readonly<Record<string, number>>
}

export interface DeepClusteringOptions extends SampleOptions {
  /** K, the number of clusters, from 2. */
  readonly components: number
  /** Numbers of a code; 10 by default. */
  readonly code?: number
  /** 500-500-2000 for rows of at least 256 values, else 128-64, by default. */
  readonly network?: NetworkDesign
  /** Rotation by 10 degrees and shift by a tenth of the shorter side for images, noise of 0.1 for tables, by default; false for none. */
  readonly augmentation?: Augmentation | false
  /** Of the mixture on the codes; 'full' by default. */
  readonly covarianceType?: NamedCovarianceType
  /** 'manifold' by default. */
  readonly partition?: PartitionMethod
  /** Of the manifold partition; 15 neighbours and 50 passes by default. */
  readonly manifold?: Partial<ManifoldPartition>
  /** 'mixture' by default. */
  readonly head?: HeadKind
  /** 'sharpened' by default. */
  readonly targets?: TargetKind
  /** Of the reconstruction error; 30 epochs, and at least 500 steps, from a rate of 1e-3 by default. */
  readonly pretraining?: { readonly epochs?: number; readonly learningRate?: number }
  /** Rounds of new targets, training and refitting; 0 keeps the first partition. */
  readonly refinement?: {
    /** 3 by default. */
    readonly rounds?: number
    /** 2, and at least 20 steps, by default. */
    readonly epochsPerRound?: number
    /** Falls to 0 along a cosine; 1e-3 by default. */
    readonly learningRate?: number
    /** Of the cross-entropy between targets and responsibilities; 0.3 by default. */
    readonly clusteringWeight?: number
    /** Of the mean squared reconstruction error; 1 by default. */
    readonly reconstructionWeight?: number
  }
  /** 'best' by default; 'last' returns what refinement ends with. */
  readonly keep?: KeptPartition
  /** Share of rows whose cluster changes in a round, below which rounds end; 0.002 by default. */
  readonly tolerance?: number
  /** 256 by default. */
  readonly batchSize?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** Rejects the fit with its reason; what the checkpoints hold stays. */
  readonly signal?: AbortSignal
  /** Where the run is written after every epoch, and goes on from if it is there. */
  readonly checkpoints?: { readonly store: CheckpointStore; /** 'clustering' by default. */ readonly name?: string }
  readonly onProgress?: (progress: DeepClusteringProgress) => void
}

/**
 * Autoencoder, neighbour graph, mixture: no refinement.
 *
 * @see McConville, Santos-Rodríguez, Piechocki & Craddock, N2D (2020).
 */
export const n2dPreset = { network: decDesign, partition: 'manifold', manifold: { neighbours: 20 }, refinement: { rounds: 0 }, keep: 'last' } as const

/**
 * Student's t head whose targets alone train the encoder.
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
 * As DEC, with the reconstruction kept.
 *
 * @see Guo, Gao, Liu & Yin, Improved deep embedded clustering with local structure preservation (2017).
 */
export const idecPreset = { ...decPreset, refinement: { rounds: 20, epochsPerRound: 1, learningRate: 1e-4, clusteringWeight: 0.1, reconstructionWeight: 1 } } as const

/** A convolutional encoder whose mixture is fitted in turns with it. */
export const convolutionalPreset = { network: convolutionalDesign } as const

export type CompleteClusteringOptions = ReturnType<typeof completeClusteringOptions>

/** Epochs of few rows have few steps: by default there are as many epochs as these take. */
const leastSteps = { pretraining: 500, round: 20 }

const amount: Reader<number> = (name, value) => numberIn({ atLeast: 0, expected: 'a finite number of at least 0', example: `${name}: 0.1` })(name, value)

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
  pretraining: optional(record<NonNullable<DeepClusteringOptions['pretraining']>>({ epochs: optional(count(1)), learningRate: optional(amount) })),
  refinement: optional(record<NonNullable<DeepClusteringOptions['refinement']>>({
    rounds: optional(count(0)),
    epochsPerRound: optional(count(1)),
    learningRate: optional(amount),
    clusteringWeight: optional(amount),
    reconstructionWeight: optional(amount),
  })),
  keep: optional(choice(['best', 'last'])),
  tolerance: optional(amount),
  batchSize: optional(count(1)),
  seed: optional(seed),
  signal: optional(trainingReaders.signal),
  checkpoints: optional(record<NonNullable<DeepClusteringOptions['checkpoints']>>({ store: trainingReaders.checkpointStore, name: optional(text('clustering')) })),
  onProgress: optional(callback<(progress: DeepClusteringProgress) => void>()),
}

/**
 * @param options as `clusteringReaders` read them.
 * @throws {InvalidOptionError} for an augmentation that the rows cannot have.
 */
export function completeClusteringOptions(options: DeepClusteringOptions, { rows, columns }: FeedMatrix, shape: readonly number[]) {
  const { pretraining = {}, refinement = {}, manifold = {}, augmentation } = options
  const code = options.code ?? 10
  const batchSize = options.batchSize ?? 256
  const epochsOf = (least: number, steps: number): number => Math.max(least, Math.ceil(steps / Math.ceil(rows / batchSize)))
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
    pretraining: { epochs: epochsOf(30, leastSteps.pretraining), learningRate: 1e-3, ...pretraining },
    refinement: { rounds: 3, epochsPerRound: epochsOf(2, leastSteps.round), learningRate: 1e-3, clusteringWeight: 0.3, reconstructionWeight: 1, ...refinement },
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
