import { createRandom, type Random } from '@mixtura/numerics'
import { followPhases, runTraining, type JsonRecord, type NamedTensors, type NamedVariables, type Optimizer } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { MetaTrainingEnd, MetaTrainingOptions, MetaTrainingPhase } from '../learners/metaTraining.js'
import { requireDifferentTasks } from '../tasks/requireDifferentTasks.js'
import { taskSeed, type Task, type TaskFamily } from '../tasks/taskFamily.js'
import { DivergedStepError } from './divergedStepError.js'

/** Plan to train a network that reads whole tasks, on batches of tasks. */
export interface TaskTrainingPlan<Set, Batch> {
  readonly family: TaskFamily<Set>
  readonly options: MetaTrainingOptions
  /** Tasks per step if the options do not set it. */
  readonly metaBatch: number
  /** @throws {InvalidTaskError} for a task that cannot be learned from. */
  readonly requireTask: (task: Task<Set>) => void
  /** Loads the tasks of one step to the device. All tensors in the batch are disposed after the step. */
  readonly load: (tasks: readonly Task<Set>[], random: Random) => Batch
  /** Measures of each task of a batch by name, [T] each. The mean of `loss` is minimised. */
  readonly measure: (batch: Batch) => { readonly loss: tf.Tensor } & NamedTensors
  readonly parameters: NamedVariables
  readonly optimizer: Optimizer
  /** Settings of the model. A checkpoint with other settings is refused. */
  readonly settings: JsonRecord
}

/** A batch with the seeds of its tasks. */
interface SeededBatch<Batch> {
  readonly seeds: readonly number[]
  readonly batch: Batch
}

/**
 * Trains a network on tasks of a family until all epochs are done. Metrics of an epoch are the means of every measure over its
 * steps and over the validation tasks, such as `loss` and `validationLoss`.
 *
 * @throws {InvalidTaskError} {TooFewTasksError} for a family that cannot be learned from.
 * @throws {DivergedStepError} naming the task whose loss is no longer finite; its update is not applied.
 */
export async function runTaskTraining<Set, Batch>(plan: TaskTrainingPlan<Set, Batch>): Promise<MetaTrainingEnd> {
  const { family, options, requireTask, measure, parameters, optimizer } = plan
  const { epochs = 10, stepsPerEpoch = 100, metaBatch = plan.metaBatch, validationTasks = 100, seed = 0 } = options
  const { signal, onProgress, onStep, stopEarly, checkpoints } = options
  requireDifferentTasks(family, requireTask, seed)

  const seedsOf = (random: Random, split: 'training' | 'validation', count: number): number[] =>
    Array.from({ length: count }, () => taskSeed(random, split))
  function load(seeds: readonly number[], random: Random): SeededBatch<Batch> {
    const tasks = seeds.map(name => family.task(name))
    tasks.forEach(requireTask)
    return { seeds, batch: plan.load(tasks, random) }
  }
  function* batches(_epoch: number, random: Random): Generator<SeededBatch<Batch>> {
    for (let i = 0; i < stepsPerEpoch; i++) yield load(seedsOf(random, 'training', metaBatch), random.fork(i))
  }

  async function step({ seeds, batch }: SeededBatch<Batch>, { step: count }: { readonly step: number }): Promise<Record<string, number>> {
    const { measures, gradients } = measuredGradients(() => measure(batch), parameters)
    try {
      const metrics = await meansOf(measures, at => new DivergedStepError(family.name, seeds[at.task], at.loss, count))
      optimizer.apply(gradients)
      return metrics
    } finally {
      tf.dispose([...Object.values(measures), ...Object.values(gradients)])
    }
  }

  async function evaluate(): Promise<Record<string, number>> {
    const random = createRandom(seed).fork(validationFork)
    const seeds = seedsOf(random, 'validation', validationTasks)
    const sums: Record<string, number> = {}
    for (let from = 0; from < validationTasks; from += metaBatch) {
      const loaded = load(seeds.slice(from, from + metaBatch), random.fork(from))
      const measures = tf.tidy(() => measure(loaded.batch))
      try {
        const means = await meansOf(measures, at => new DivergedStepError(family.name, loaded.seeds[at.task], at.loss, optimizer.steps))
        for (const [name, mean] of Object.entries(means)) sums[name] = (sums[name] ?? 0) + (mean * loaded.seeds.length) / validationTasks
      } finally {
        tf.dispose([...Object.values(measures), loaded.batch as tf.TensorContainer])
      }
    }
    return Object.fromEntries(Object.entries(sums).map(([name, mean]) => [`validation${name[0].toUpperCase()}${name.slice(1)}`, mean]))
  }

  const run = await runTraining<SeededBatch<Batch>>({
    program: { parameters, parts: { optimizer } },
    batches,
    step,
    evaluate,
    // Measures are on the host already, so reading them in every step costs nothing, and callbacks are called at once.
    readMetricsEvery: 1,
    epochs,
    seed,
    settings: { ...plan.settings, family: family.name, stepsPerEpoch, metaBatch },
    ...followPhases<MetaTrainingPhase>({ signal, onProgress }).training('training', epochs),
    ...(onStep && { onStep }),
    ...(stopEarly && { stopEarly }),
    ...(checkpoints && { checkpoints }),
  })
  return { end: run.end, steps: run.steps, history: run.history }
}

/** Forks of the seed count epochs from 1, so no epoch has this number. */
const validationFork = 2 ** 31

/** The measures, and the gradients of the mean loss by name of the parameter. The caller disposes them. */
function measuredGradients(
  measure: () => { readonly loss: tf.Tensor } & NamedTensors,
  parameters: NamedVariables,
): { readonly measures: NamedTensors; readonly gradients: NamedTensors } {
  return tf.tidy(() => {
    let measures: NamedTensors = {}
    const { grads } = tf.variableGrads(() => {
      const found = measure()
      // The tape disposes everything that its function does not return.
      measures = Object.fromEntries(Object.entries(found).map(([name, value]) => [name, tf.keep(tf.clone(value))]))
      return tf.mean(found.loss)
    }, Object.values(parameters))
    const gradients = Object.fromEntries(
      Object.entries(parameters).flatMap(([name, { name: own }]) => (grads[own] ? [[name, grads[own]]] : [])),
    )
    return { measures, gradients }
  })
}

/** Means over the tasks. Throws for the first task whose loss is not finite. */
async function meansOf(
  measures: NamedTensors,
  errorAt: (at: { readonly task: number; readonly loss: number }) => Error,
): Promise<Record<string, number>> {
  const names = Object.keys(measures)
  const values = await Promise.all(names.map(name => measures[name].data<'float32'>()))
  const losses = values[names.indexOf('loss')]
  const task = losses.findIndex(loss => !Number.isFinite(loss))
  if (task >= 0) throw errorAt({ task, loss: losses[task] })
  return Object.fromEntries(names.map((name, i) => [name, values[i].reduce((sum, value) => sum + value / values[i].length, 0)]))
}
