import { createRandom, type Random } from '@mixtura/numerics'
import { count, optional, seed, type OptionReaders } from '@mixtura/numerics/validation'
import {
  ensureBackend,
  followPhases,
  followReaders,
  runTraining,
  trainingReaders,
  type CheckpointOptions,
  type EarlyStopOptions,
  type EpochRecord,
  type FollowOptions,
  type JsonRecord,
  type NamedTensors,
  type StepRecord,
  type TrainingEnd,
  type TrainingProgram,
} from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { taskSeed, type TaskFamily } from '../tasks/taskFamily.js'
import { adaptParameters, type InnerLoop } from './innerLoop.js'
import type { Learner } from './learner.js'
import { DivergedTaskError } from './learnerErrors.js'
import { loadTasks, requireFamily, type MetaBatch } from './metaBatch.js'
import { copiesOf } from './namedArrays.js'

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
  epochs: optional(count(1)),
  stepsPerEpoch: optional(count(1)),
  metaBatch: optional(count(1)),
  validationTasks: optional(count(1)),
  seed: optional(seed),
  ...followReaders,
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

export interface MetaTrainingPlan<Set, Model> {
  readonly family: TaskFamily<Set>
  readonly learner: Learner<Set, Model>
  readonly options: MetaTrainingOptions
  readonly inner: InnerLoop
  readonly program: TrainingProgram
  /** The current start, and the rates if they are learned: variables of the program. */
  readonly learned: { readonly start: NamedTensors; readonly rates: NamedTensors | undefined }
  /** Updates the program once. The losses it returns are those of the queries before the update. */
  readonly update: (batch: MetaBatch, step: number) => Promise<MetaUpdate>
  readonly settings: JsonRecord
}

export interface MetaUpdate {
  /** Mean over the tasks of the query loss after adaptation. */
  readonly loss: number
  /** Norm of the meta-gradient, or of φ - mean θ, before clipping. */
  readonly gradientNorm: number
}

/**
 * Draws tasks and updates the program until all epochs are done. Metrics of an epoch are the means of `loss` and `gradientNorm`
 * over its meta-steps, and for the validation tasks `validationStartLoss` before adaptation and `validationLoss` after it.
 */
export async function runMetaTraining<Set, Model>(plan: MetaTrainingPlan<Set, Model>): Promise<MetaTrainingEnd> {
  const { family, learner, options, inner, program, learned, update, settings } = plan
  const { epochs = 10, stepsPerEpoch = 100, metaBatch = 16, validationTasks = 100, seed: drawnBy = 0 } = options
  const { signal, onProgress, onStep, stopEarly, checkpoints } = options
  requireFamily(family, learner, { seed: drawnBy, inner })

  const seedsOf = (random: Random, split: 'training' | 'validation', count: number): number[] =>
    Array.from({ length: count }, () => taskSeed(random, split))
  function* batches(_epoch: number, random: Random): Generator<MetaBatch> {
    for (let i = 0; i < stepsPerEpoch; i++) yield loadTasks(family, learner, seedsOf(random, 'training', metaBatch))
  }

  const validationSeeds = seedsOf(createRandom(drawnBy).fork(validationFork), 'validation', validationTasks)
  async function evaluate(): Promise<Readonly<Record<string, number>>> {
    let [before, after] = [0, 0]
    for (let from = 0; from < validationTasks; from += metaBatch) {
      const batch = loadTasks(family, learner, validationSeeds.slice(from, from + metaBatch))
      const losses = tf.tidy(() => {
        const copies = copiesOf(learned.start, batch.seeds.length)
        const adapted = adaptParameters(copies, batch.support, inner, learned.rates)
        return tf.stack([batch.query.losses(copies), batch.query.losses(adapted)])
      })
      const values = await losses.data<'float32'>()
      tf.dispose([losses, ...batch.support.tensors, ...batch.query.tensors])
      const tasks = batch.seeds.length
      requireFiniteLosses(values.subarray(tasks), batch.seeds, inner, undefined)
      values.forEach((value, i) => (i < tasks ? (before += value) : (after += value)))
    }
    return { validationStartLoss: before / validationTasks, validationLoss: after / validationTasks }
  }

  const run = await runTraining<MetaBatch>({
    program,
    batches,
    step: async (batch, { step }) => ({ ...(await update(batch, step)) }),
    evaluate,
    // Losses are on the host already, so reading them in every step costs nothing, and callbacks are called at once.
    readMetricsEvery: 1,
    epochs,
    seed: drawnBy,
    settings: { ...settings, family: family.name, learner: { kind: learner.kind, ...learner.settings }, stepsPerEpoch, metaBatch },
    ...followPhases<MetaTrainingPhase>({ signal, onProgress }).training('training', epochs),
    ...(onStep && { onStep }),
    ...(stopEarly && { stopEarly }),
    ...(checkpoints && { checkpoints }),
  })
  return { end: run.end, steps: run.steps, history: run.history }
}

/** Forks of the seed count epochs from 1, so no epoch has this number. */
const validationFork = 2 ** 31

/** @throws {DivergedTaskError} naming the first task whose loss is not finite. */
export function requireFiniteLosses(
  losses: Float32Array,
  seeds: readonly number[],
  { innerSteps }: Pick<InnerLoop, 'innerSteps'>,
  step: number | undefined,
): void {
  const at = losses.findIndex(loss => !Number.isFinite(loss))
  if (at >= 0) throw new DivergedTaskError(seeds[at], innerSteps, losses[at], step)
}

/** Prepares the backend and creates variables of the parameters. */
export async function createVariables(tensors: () => NamedTensors): Promise<Record<string, tf.Variable>> {
  await ensureBackend()
  return tf.tidy(() => Object.fromEntries(Object.entries(tensors()).map(([name, value]) => [name, tf.variable(value)])))
}
