import { createRandom, type Random } from '@mixtura/numerics'
import { count, optional, seed, type OptionReaders } from '@mixtura/numerics/validation'
import {
  ensureBackend,
  runTraining,
  trainingReaders,
  type CheckpointOptions,
  type EarlyStopOptions,
  type EpochRecord,
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

/** What MAML and Reptile have in common. */
export interface MetaTrainingOptions {
  /** 10 by default. */
  readonly epochs?: number
  /** Meta-steps of an epoch, after which the validation tasks are looked at; 100 by default. */
  readonly stepsPerEpoch?: number
  /** Tasks of a meta-step; 16 by default. */
  readonly metaBatch?: number
  /** 100 by default. */
  readonly validationTasks?: number
  /** Of the tasks, a whole number from 0; 0 by default. */
  readonly seed?: number
  /** Ends the run after the meta-step that is under way; what was learned stays. */
  readonly signal?: AbortSignal
  /** Called for every meta-step; the run ends where it answers 'stop'. */
  readonly onStep?: (record: StepRecord) => void | 'stop' | Promise<void | 'stop'>
  /** Called for every epoch, with the losses of validation tasks. */
  readonly onEpoch?: (record: EpochRecord) => void | 'stop' | Promise<void | 'stop'>
  /** For example { metric: 'validationLoss', patience: 5 }. */
  readonly stopEarly?: EarlyStopOptions
  readonly checkpoints?: CheckpointOptions
}

/** Readers of what trainings over tasks have in common. */
export const metaTrainingReaders: OptionReaders<MetaTrainingOptions> = {
  epochs: optional(count(1)),
  stepsPerEpoch: optional(count(1)),
  metaBatch: optional(count(1)),
  validationTasks: optional(count(1)),
  seed: optional(seed),
  signal: optional(trainingReaders.signal),
  onStep: optional(trainingReaders.onStep),
  onEpoch: optional(trainingReaders.onEpoch),
  stopEarly: optional(trainingReaders.stopEarly),
  checkpoints: optional(trainingReaders.checkpoints),
}

/** How a training went. */
export interface MetaTrainingEnd {
  readonly end: TrainingEnd
  /** Meta-steps, those before a resume included. */
  readonly steps: number
  readonly history: readonly EpochRecord[]
}

export interface MetaTrainingPlan<Set, Model> {
  readonly family: TaskFamily<Set>
  readonly learner: Learner<Set, Model>
  readonly options: MetaTrainingOptions
  readonly inner: InnerLoop
  readonly program: TrainingProgram
  /** The start as it is now, and rates if they are learned: variables of the program. */
  readonly learned: { readonly start: NamedTensors; readonly rates: NamedTensors | undefined }
  /** One update of the program; the losses of the batch's queries before it. */
  readonly update: (batch: MetaBatch, step: number) => Promise<MetaUpdate>
  readonly settings: JsonRecord
}

export interface MetaUpdate {
  /** Mean over the tasks of their queries' losses after adaptation. */
  readonly loss: number
  /** Of the meta-gradient, or of φ - mean θ; before clipping. */
  readonly gradientNorm: number
}

/**
 * Draws tasks and updates the program until the epochs are done. Metrics of an epoch: the mean `loss` and `gradientNorm`
 * of its meta-steps, and of the validation tasks `validationStartLoss` before adaptation and `validationLoss` after.
 */
export async function runMetaTraining<Set, Model>(plan: MetaTrainingPlan<Set, Model>): Promise<MetaTrainingEnd> {
  const { family, learner, options, inner, program, learned, update, settings } = plan
  const { epochs = 10, stepsPerEpoch = 100, metaBatch = 16, validationTasks = 100, seed: drawnBy = 0 } = options
  const { signal, onStep, onEpoch, stopEarly, checkpoints } = options
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
    // Losses are on the host already: reading them at once costs nothing, and callbacks come in time.
    readMetricsEvery: 1,
    epochs,
    seed: drawnBy,
    settings: { ...settings, family: family.name, learner: { kind: learner.kind, ...learner.settings }, stepsPerEpoch, metaBatch },
    ...(signal && { signal }),
    ...(onStep && { onStep }),
    ...(onEpoch && { onEpoch }),
    ...(stopEarly && { stopEarly }),
    ...(checkpoints && { checkpoints }),
  })
  return { end: run.end, steps: run.steps, history: run.history }
}

/** Forks of the seed count epochs from 1; this is none of them. */
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

/** Where a run begins: the backend, and variables of the parameters. */
export async function createVariables(tensors: () => NamedTensors): Promise<Record<string, tf.Variable>> {
  await ensureBackend()
  return tf.tidy(() => Object.fromEntries(Object.entries(tensors()).map(([name, value]) => [name, tf.variable(value)])))
}
