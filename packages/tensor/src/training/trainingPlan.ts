import type { JsonRecord, Random } from '@mixtura/numerics'
import type * as tf from '@tensorflow/tfjs-core'
import type { Stateful } from '../checkpoint/checkpoint.js'
import type { CheckpointStore } from '../checkpoint/checkpointStore.js'
import type { NamedVariables } from '../checkpoint/variableArrays.js'
import type { EarlyStopOptions } from './earlyStop.js'

/** Everything that training changes. A checkpoint holds all of it. */
export interface TrainingProgram {
  /** Float32 variables. A checkpoint uses the same names. */
  readonly parameters: NamedVariables
  /** Optimisers and all other objects with state that lasts over steps, such as a mixture that is refitted. */
  readonly parts?: Readonly<Record<string, Stateful>>
}

/** Result of a step: scalars on the device, which the loop reads and disposes, or plain numbers. */
export type StepMetrics = Readonly<Record<string, tf.Scalar | number>>

/** Where a training is when a step is taken. */
export interface StepContext {
  /** Counted from 1. */
  readonly epoch: number
  /** Counted from 1 over all epochs. */
  readonly step: number
  /** Generator of this step; it is the same after a resume. */
  readonly random: Random
}

/** A step with its metrics, once they have been read. */
export interface StepRecord {
  readonly epoch: number
  readonly step: number
  readonly metrics: Readonly<Record<string, number>>
}

/** Metrics of one epoch. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number
  /** Number of steps, over all epochs, at the end of this epoch. */
  readonly step: number
  /** Means over the steps of the epoch, and the results of `evaluate` at its end. */
  readonly metrics: Readonly<Record<string, number>>
}

/** Where and how often a training is saved. */
export interface CheckpointOptions {
  readonly store: CheckpointStore
  /** Name of the checkpoint; 'training' by default. Each write replaces the previous one. */
  readonly name?: string
  /** Number of steps between writes; by default steps cause no writes. */
  readonly everySteps?: number
  /** A checkpoint is also written after the first step that ends at least this many seconds after the last write; never by default. */
  readonly everySeconds?: number
  /** Number of epochs between writes; 1 by default. The end of a run is always written. */
  readonly everyEpochs?: number
  /** Whether to resume from the checkpoint in the store, if there is one; true by default. */
  readonly resume?: boolean
}

/** What `runTraining` needs. */
export interface TrainingPlan<Batch> {
  readonly program: TrainingProgram
  /**
   * The batches of one epoch. All randomness must come from `random`, which depends only on seed and epoch, so that a resumed run
   * gets the same batches. The loop disposes each batch after its step.
   */
  readonly batches: (epoch: number, random: Random) => AsyncIterable<Batch> | Iterable<Batch>
  /**
   * Updates the parameters once. It computes inside tf.tidy, keeps no tensors except those of its program, and returns metrics
   * without reading them. All randomness must come from `context.random`.
   */
  readonly step: (batch: Batch, context: StepContext) => StepMetrics | Promise<StepMetrics>
  /** Number of epochs, including those before a resume; unlimited by default if `steps` is given. */
  readonly epochs?: number
  /** Number of steps in total, including those before a resume; unlimited by default if `epochs` is given. */
  readonly steps?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** Settings of the model. A checkpoint with other settings is refused. */
  readonly settings?: JsonRecord
  /** Aborting ends the run after the current step. The checkpoint is written, and the run rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Computes additional metrics at the end of an epoch, such as the loss of held-out rows. */
  readonly evaluate?: (epoch: number) => Promise<Readonly<Record<string, number>>> | Readonly<Record<string, number>>
  /** Called for every step, in order, once its metrics have been read. Returning 'stop' ends the run. */
  readonly onStep?: (record: StepRecord) => void | 'stop' | Promise<void | 'stop'>
  readonly onEpoch?: (record: EpochRecord) => void | 'stop' | Promise<void | 'stop'>
  readonly stopEarly?: EarlyStopOptions
  /** Asked before every epoch, also after a resume. Returning true ends the run as converged. */
  readonly isSettled?: () => boolean
  readonly checkpoints?: CheckpointOptions
  /**
   * Number of steps whose metrics are read together, so that the device need not wait. By default as many as fit in 200 ms, but
   * at most 16.
   */
  readonly readMetricsEvery?: number
}

/** Why a run ended: all steps done, no further improvement, or a callback returned 'stop'. */
export type TrainingEnd = 'finished' | 'converged' | 'stopped'

/** Result of `runTraining`. */
export interface TrainingRun {
  readonly end: TrainingEnd
  /** Number of whole epochs, including those before a resume. */
  readonly epochs: number
  readonly steps: number
  /** One record per whole epoch, including those before a resume. */
  readonly history: readonly EpochRecord[]
  /** Step that the run was resumed from; undefined if it started from the beginning. */
  readonly resumedFrom: number | undefined
}
