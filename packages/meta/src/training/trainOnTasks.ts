import { createRandom, type Random } from '@mixtura/numerics'
import { count, optional, seed, type OptionReaders } from '@mixtura/numerics/validation'
import {
  followPhases,
  followReaders,
  runTraining,
  trainingReaders,
  type CheckpointOptions,
  type EarlyStopOptions,
  type EpochRecord,
  type FollowOptions,
  type JsonRecord,
  type StepRecord,
  type TrainingEnd,
  type TrainingProgram,
} from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { taskSeed, type TaskFamily } from '../tasks/taskFamily.js'

/** The phase of a training over tasks. An epoch ends with the losses of the validation tasks. */
export type MetaTrainingPhase = 'training'

/** Options that all trainings over tasks share. */
export interface MetaTrainingOptions extends FollowOptions<MetaTrainingPhase> {
  /** Number of epochs; 10 by default. */
  readonly epochs?: number
  /** Meta-steps per epoch. The validation tasks are evaluated after each epoch. 100 by default. */
  readonly stepsPerEpoch?: number
  /** Tasks per meta-step; 16 by default. */
  readonly metaBatch?: number
  /** Number of validation tasks; 100 by default. */
  readonly validationTasks?: number
  /** Seed of the tasks, a whole number from 0; 0 by default. */
  readonly seed?: number
  /** Called after every meta-step. Returning 'stop' ends training. */
  readonly onStep?: (record: StepRecord) => void | 'stop' | Promise<void | 'stop'>
  /** For example { metric: 'validationLoss', patience: 5 }. */
  readonly stopEarly?: EarlyStopOptions
  readonly checkpoints?: CheckpointOptions
}

/** Readers of the options that all trainings over tasks share. */
export const metaTrainingReaders: OptionReaders<MetaTrainingOptions> = {
  ...followReaders,
  epochs: optional(count(1)),
  stepsPerEpoch: optional(count(1)),
  metaBatch: optional(count(1)),
  validationTasks: optional(count(1)),
  seed: optional(seed),
  onStep: optional(trainingReaders.onStep),
  stopEarly: optional(trainingReaders.stopEarly),
  checkpoints: optional(trainingReaders.checkpoints),
}

/** How training ended. */
export interface MetaTrainingEnd {
  readonly end: TrainingEnd
  /** Number of meta-steps, including those before a resume. */
  readonly steps: number
  readonly history: readonly EpochRecord[]
}

/** Tasks on the device, with their seeds. All tensors in it are disposed after use. */
export interface TaskBatch {
  readonly seeds: readonly number[]
}

type Metrics = Readonly<Record<string, number>>

/** What a training over tasks does with them. */
export interface TasksPlan<Batch extends TaskBatch> {
  readonly family: TaskFamily<unknown>
  readonly options: MetaTrainingOptions
  /** Tasks per step if the options do not set it. */
  readonly metaBatch: number
  readonly program: TrainingProgram
  /** Loads the tasks of the seeds. @throws {InvalidTaskError} for a task that cannot be learned from. */
  readonly load: (seeds: readonly number[], random: Random) => Batch
  /** Updates the program once. */
  readonly step: (batch: Batch, step: number) => Promise<Metrics>
  /** Metrics of validation tasks, means over those of the batch. */
  readonly validate: (batch: Batch) => Promise<Metrics>
  /** Settings of the model. A checkpoint with other settings is refused. */
  readonly settings: JsonRecord
}

/**
 * Draws tasks and updates the program until all epochs are done. Metrics of an epoch are means over its steps and means over the
 * validation tasks.
 */
export async function trainOnTasks<Batch extends TaskBatch>(plan: TasksPlan<Batch>): Promise<MetaTrainingEnd> {
  const { family, options, program, load, step, validate, settings } = plan
  const { epochs = 10, stepsPerEpoch = 100, metaBatch = plan.metaBatch, validationTasks = 100, seed: drawnBy = 0 } = options
  const { signal, onProgress, onStep, stopEarly, checkpoints } = options
  const seedsOf = (random: Random, split: 'training' | 'validation', count: number): number[] =>
    Array.from({ length: count }, () => taskSeed(random, split))

  function* batches(_epoch: number, random: Random): Generator<Batch> {
    for (let i = 0; i < stepsPerEpoch; i++) yield load(seedsOf(random, 'training', metaBatch), random.fork(i))
  }

  async function evaluate(): Promise<Metrics> {
    const random = createRandom(drawnBy).fork(validationFork)
    const seeds = seedsOf(random, 'validation', validationTasks)
    const sums: Record<string, number> = {}
    for (let from = 0; from < validationTasks; from += metaBatch) {
      signal?.throwIfAborted()
      const batch = load(seeds.slice(from, from + metaBatch), random.fork(from))
      try {
        const share = batch.seeds.length / validationTasks
        for (const [name, mean] of Object.entries(await validate(batch))) sums[name] = (sums[name] ?? 0) + mean * share
      } finally {
        disposeBatch(batch)
      }
    }
    return sums
  }

  const run = await runTraining<Batch>({
    program,
    batches,
    step: async (batch, { step: number }) => ({ ...(await step(batch, number)) }),
    evaluate,
    // Metrics are on the host already, so reading them in every step costs nothing, and callbacks are called at once.
    readMetricsEvery: 1,
    epochs,
    seed: drawnBy,
    settings: { ...settings, family: family.name, stepsPerEpoch, metaBatch },
    ...followPhases<MetaTrainingPhase>({ signal, onProgress }).training('training', epochs),
    ...(onStep && { onStep }),
    ...(stopEarly && { stopEarly }),
    ...(checkpoints && { checkpoints }),
  })
  return { end: run.end, steps: run.steps, history: run.history }
}

function disposeBatch(batch: unknown): void {
  tf.dispose(batch as tf.TensorContainer)
}

/** Forks of the seed count epochs from 1, so no epoch has this number. */
const validationFork = 2 ** 31
