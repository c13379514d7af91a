import { ShapeError } from '@mixtura/numerics'
import { describeValue, requireCount, requireObject } from '@mixtura/numerics/validation'
import { ensureBackend, type EpochRecord, type JsonRecord, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { Task } from '../tasks/taskFamily.js'
import { adaptParameters, type InnerLoop } from './innerLoop.js'
import type { Learner, NamedArrays } from './learner.js'
import { DivergedTaskError } from './learnerErrors.js'
import { arraysOf, arraysOfTask, copiesOf, tensorsOf } from './namedArrays.js'

export const metaMethods = ['maml', 'reptile'] as const
export const metaOrders = ['second', 'first'] as const

/** How a start was learned. */
export interface MetaLearnedDetails {
  readonly method: (typeof metaMethods)[number]
  /** Order of the meta-gradient. It is 'first' for Reptile, which has none. */
  readonly order: (typeof metaOrders)[number]
  readonly inner: InnerLoop
  /** One record per epoch, with the metrics of training and validation. */
  readonly history: readonly EpochRecord[]
}

/** A start that was learned from a family of tasks. */
export interface MetaLearned<Set, Model> extends MetaLearnedDetails {
  readonly learner: Learner<Set, Model>
  /** The start before any adaptation; for mixtures, as `fitGaussianMixture({ initialize })` takes it. */
  readonly start: Model
  /** Parameters of `start`. */
  readonly parameters: NamedArrays
  /** Learned rates of the inner steps (Meta-SGD) by parameter; undefined if the rates are fixed. */
  readonly rates: NamedArrays | undefined
  /**
   * The model after `steps` inner steps on the support of a task; by default as many as in training.
   *
   * @throws {ShapeError} if the support cannot be learned from.
   * @throws {DivergedTaskError} if the loss does not stay finite.
   */
  adapt(task: Adaptable<Set>, steps?: number): Promise<Model>
  /** [tasks] loss of each query after `steps` inner steps on its support. A loss is not finite if the steps diverge. */
  queryLosses(tasks: readonly Task<Set>[], steps?: number): Promise<Float32Array>
}

/** A task, or its support alone. */
export type Adaptable<Set> = Pick<Task<Set>, 'support'> & Partial<Pick<Task<Set>, 'seed'>>

export function createMetaLearned<Set, Model>(
  learner: Learner<Set, Model>,
  parameters: NamedArrays,
  rates: NamedArrays | undefined,
  details: MetaLearnedDetails,
): MetaLearned<Set, Model> {
  const { inner } = details

  /** Parameters after the steps, [T, ...shape]. The caller's tidy disposes them. */
  const adaptedTo = (sets: ReturnType<typeof learner.load>, tasks: number, steps: number): NamedTensors =>
    adaptParameters(copiesOf(tensorsOf(parameters), tasks), sets, { ...inner, innerSteps: steps }, rates && tensorsOf(rates))

  return {
    ...details,
    learner,
    start: learner.model(parameters),
    parameters,
    rates,
    async adapt(task, steps = inner.innerSteps) {
      requireObject('task', task, { what: 'a task', fields: {}, remedy: 'Pass a task of a family.' })
      requireCount('steps', steps, 0)
      const { support, seed } = task
      await ensureBackend()
      const problem = learner.problemOf(support)
      if (problem) throw new ShapeError('support', problem.expected, problem.actual, 'Pass a set like those of the tasks in training.')
      const sets = learner.load([support])
      const { loss, ...adapted } = tf.tidy(() => {
        const values = adaptedTo(sets, 1, steps)
        return { ...values, loss: sets.losses(values) } as NamedTensors
      })
      const [[lossValue], arrays] = await Promise.all([loss.data(), arraysOf(adapted)])
      tf.dispose([loss, ...Object.values(adapted), ...sets.tensors])
      if (!Number.isFinite(lossValue)) throw new DivergedTaskError(seed, steps, lossValue, undefined)
      return learner.model(arraysOfTask(arrays, 0))
    },
    async queryLosses(tasks, steps = inner.innerSteps) {
      if (!Array.isArray(tasks)) throw new ShapeError('tasks', 'a list of tasks', describeValue(tasks), 'Pass tasks of a family.')
      requireCount('steps', steps, 0)
      for (const task of tasks as readonly Task<Set>[]) {
        requireObject('tasks', task, { what: 'a list of tasks', fields: {}, remedy: 'Pass tasks of a family.' })
        for (const part of ['support', 'query'] as const) {
          const problem = learner.problemOf(task[part])
          if (problem) throw new ShapeError(part, problem.expected, problem.actual, 'Pass sets like those of the tasks in training.')
        }
      }
      if (tasks.length === 0) return new Float32Array(0)
      await ensureBackend()
      const [support, query] = [learner.load(tasks.map((task: Task<Set>) => task.support)), learner.load(tasks.map((task: Task<Set>) => task.query))]
      const losses = tf.tidy(() => query.losses(adaptedTo(support, tasks.length, steps)))
      const values = (await losses.data<'float32'>()).slice()
      tf.dispose([losses, ...support.tensors, ...query.tensors])
      return values
    },
  }
}

/** Converts the inner loop to JSON for files and checkpoints. */
export function innerToJson({ innerStep, innerSteps, innerLearningRate, innerClipNorm }: InnerLoop): JsonRecord {
  return { innerStep, innerSteps, innerLearningRate, innerClipNorm: innerClipNorm ?? null }
}
