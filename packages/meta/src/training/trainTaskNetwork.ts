import type { Random } from '@mixtura/numerics'
import type { JsonRecord, NamedTensors, NamedVariables, Optimizer } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { requireDifferentTasks } from '../tasks/requireDifferentTasks.js'
import type { Task, TaskFamily } from '../tasks/taskFamily.js'
import { DivergedStepError } from './divergedStepError.js'
import { trainOnTasks, type MetaTrainingEnd, type MetaTrainingOptions, type TaskBatch } from './trainOnTasks.js'

/** Plan to train a network that reads whole tasks, on batches of tasks. */
export interface TaskNetworkPlan<Set, Loaded> {
  readonly family: TaskFamily<Set>
  readonly options: MetaTrainingOptions
  /** Tasks per step if the options do not set it. */
  readonly metaBatch: number
  /** @throws {InvalidTaskError} for a task that cannot be learned from. */
  readonly requireTask: (task: Task<Set>) => void
  /** Loads the tasks of one step to the device. All tensors in the result are disposed after the step. */
  readonly load: (tasks: readonly Task<Set>[], random: Random) => Loaded
  /** Measures of each loaded task by name, [T] each. The mean of `loss` is minimised. */
  readonly measure: (loaded: Loaded) => Measures
  readonly parameters: NamedVariables
  readonly optimizer: Optimizer
  /** Settings of the model. A checkpoint with other settings is refused. */
  readonly settings: JsonRecord
}

type Measures = { readonly loss: tf.Tensor } & NamedTensors

interface LoadedBatch<Loaded> extends TaskBatch {
  readonly loaded: Loaded
}

/**
 * Trains a network on tasks of a family until all epochs are done. Metrics of an epoch are the means of every measure over its
 * steps and over the validation tasks, such as `loss` and `validationLoss`.
 *
 * @throws {InvalidTaskError} {TooFewTasksError} for a family that cannot be learned from.
 * @throws {DivergedStepError} naming the task whose loss is no longer finite; its update is not applied.
 */
export async function trainTaskNetwork<Set, Loaded>(plan: TaskNetworkPlan<Set, Loaded>): Promise<MetaTrainingEnd> {
  const { family, options, metaBatch, requireTask, measure, parameters, optimizer, settings } = plan
  requireDifferentTasks(family, requireTask, options.seed ?? 0)

  /** Means over the tasks. Disposes the measures. */
  async function meansOf(measures: NamedTensors, seeds: readonly number[], step: number): Promise<Record<string, number>> {
    try {
      const names = Object.keys(measures)
      const values = await Promise.all(names.map(name => measures[name].data<'float32'>()))
      const losses = values[names.indexOf('loss')]
      const task = losses.findIndex(loss => !Number.isFinite(loss))
      if (task >= 0) throw new DivergedStepError(family.name, seeds[task], losses[task], step)
      return Object.fromEntries(names.map((name, i) => [name, values[i].reduce((sum, value) => sum + value / values[i].length, 0)]))
    } finally {
      tf.dispose(measures)
    }
  }

  return trainOnTasks<LoadedBatch<Loaded>>({
    family,
    options,
    metaBatch,
    program: { parameters, parts: { optimizer } },
    load(seeds, random) {
      const tasks = seeds.map(seed => family.task(seed))
      tasks.forEach(requireTask)
      return { seeds, loaded: plan.load(tasks, random) }
    },
    async step({ seeds, loaded }, step) {
      const { measures, gradients } = measuredGradients(() => measure(loaded), parameters)
      try {
        const metrics = await meansOf(measures, seeds, step)
        optimizer.apply(gradients)
        return metrics
      } finally {
        tf.dispose(gradients)
      }
    },
    async validate({ seeds, loaded }) {
      const means = await meansOf(tf.tidy(() => measure(loaded)), seeds, optimizer.steps)
      return Object.fromEntries(Object.entries(means).map(([name, mean]) => [`validation${name[0].toUpperCase()}${name.slice(1)}`, mean]))
    },
    settings,
  })
}

/** The measures, and the gradients of the mean loss by name of the parameter. The caller disposes them. */
function measuredGradients(
  measure: () => Measures,
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
