import type { JsonRecord, Random } from '@mixtura/numerics'
import type * as tf from '@tensorflow/tfjs-core'
import type { Stateful } from '../checkpoint/checkpoint.js'
import type { CheckpointStore } from '../checkpoint/checkpointStore.js'
import type { NamedVariables } from '../checkpoint/variableArrays.js'
import type { EarlyStopOptions } from './earlyStop.js'

/** All that training changes, and so all that a checkpoint must hold. */
export interface TrainingProgram {
  /** float32; their names are those in the checkpoint. */
  readonly parameters: NamedVariables
  /** Optimisers, and whatever else carries state from step to step, such as a mixture that is refitted. */
  readonly parts?: Readonly<Record<string, Stateful>>
}

/** What a step answers: scalars on the device, which the loop reads and disposes, or plain numbers. */
export type StepMetrics = Readonly<Record<string, tf.Scalar | number>>

export interface StepContext {
  /** Counted from 1. */
  readonly epoch: number
  /** Counted from 1 over all epochs. */
  readonly step: number
  /** This step's own generator: the same after a resume. */
  readonly random: Random
}

/** A step whose metrics have been read. */
export interface StepRecord {
  readonly epoch: number
  readonly step: number
  readonly metrics: Readonly<Record<string, number>>
}

export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number
  /** Steps of all epochs up to its end. */
  readonly step: number
  /** Means over the steps of the epoch, and what `evaluate` found at its end. */
  readonly metrics: Readonly<Record<string, number>>
}

export interface CheckpointOptions {
  readonly store: CheckpointStore
  /** 'training' by default; each write replaces the one before. */
  readonly name?: string
  /** Steps from one write to the next; none by default. */
  readonly everySteps?: number
  /** Epochs from one write to the next; 1 by default. The end of a run is always written. */
  readonly everyEpochs?: number
  /** Whether to go on from the checkpoint in the store, if there is one; true by default. */
  readonly resume?: boolean
}

export interface TrainingPlan<Batch> {
  readonly program: TrainingProgram
  /**
   * The batches of one epoch. All randomness must come from `random`, which depends on seed and epoch alone: then a
   * resumed run sees the same batches. The loop disposes each batch after its step.
   */
  readonly batches: (epoch: number, random: Random) => AsyncIterable<Batch> | Iterable<Batch>
  /**
   * One update of the parameters. It computes inside tf.tidy, keeps no tensor but those of its program, and answers
   * metrics that it does not read itself. All randomness must come from `context.random`.
   */
  readonly step: (batch: Batch, context: StepContext) => StepMetrics | Promise<StepMetrics>
  /** Passes over the batches, those before a resume included; without end by default, if `steps` is given. */
  readonly epochs?: number
  /** Steps in all, those before a resume included; without end by default, if `epochs` is given. */
  readonly steps?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** What the model was made with: a checkpoint of other settings is refused. */
  readonly settings?: JsonRecord
  /** Ends the run after the step that is under way. What was learned stays, and is written. */
  readonly signal?: AbortSignal
  /** Further metrics at the end of an epoch, such as the loss of rows that were held out. */
  readonly evaluate?: (epoch: number) => Promise<Readonly<Record<string, number>>> | Readonly<Record<string, number>>
  /** Called for every step, in order, once its metrics have been read; the run ends where it answers 'stop'. */
  readonly onStep?: (record: StepRecord) => void | 'stop' | Promise<void | 'stop'>
  readonly onEpoch?: (record: EpochRecord) => void | 'stop' | Promise<void | 'stop'>
  readonly stopEarly?: EarlyStopOptions
  /** Asked before every epoch, one after a resume too: the run has converged where it answers true. */
  readonly isSettled?: () => boolean
  readonly checkpoints?: CheckpointOptions
  /** Steps whose metrics are read together, so that the device need not wait; as many as fit in 200 ms, up to 16, by default. */
  readonly readMetricsEvery?: number
}

/** Why a run ended: all steps taken, no more gain, a callback's answer, or its signal. */
export type TrainingEnd = 'finished' | 'converged' | 'stopped' | 'aborted'

export interface TrainingRun {
  readonly end: TrainingEnd
  /** Whole epochs, those before a resume included. */
  readonly epochs: number
  readonly steps: number
  /** One record for each whole epoch, those before a resume included. */
  readonly history: readonly EpochRecord[]
  /** The step that the run went on from; undefined if it began anew. */
  readonly resumedFrom: number | undefined
}
