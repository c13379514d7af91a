import { createRandom } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { requireDifferentTasks } from '../tasks/requireDifferentTasks.js'
import { InvalidTaskError } from '../tasks/taskErrors.js'
import { taskSeed, type Task, type TaskFamily } from '../tasks/taskFamily.js'
import { lossGradients, type InnerLoop } from './innerLoop.js'
import type { Learner, LoadedSets } from './learner.js'
import { InvalidLearnerError } from './learnerErrors.js'
import { copiesOf, tensorsOf } from './namedArrays.js'

/** The tasks of one meta-step on the device. */
export interface MetaBatch {
  readonly support: LoadedSets
  readonly query: LoadedSets
  readonly seeds: readonly number[]
}

/** @throws {InvalidTaskError} for a task that cannot be learned from. */
export function loadTasks<Set>(family: TaskFamily<Set>, learner: Learner<Set, unknown>, seeds: readonly number[]): MetaBatch {
  const tasks = seeds.map(seed => family.task(seed))
  for (const task of tasks) requireTask(family, learner, task)
  return { support: learner.load(tasks.map(({ support }) => support)), query: learner.load(tasks.map(({ query }) => query)), seeds }
}

/**
 * Checks some training tasks before the first step.
 *
 * @throws {InvalidTaskError} for a task that cannot be learned from.
 * @throws {TooFewTasksError} if all tasks are the same.
 * @throws {InvalidLearnerError} if the loss does not depend on a parameter, or if EM is asked for and the learner has none.
 */
export function requireFamily<Set>(
  family: TaskFamily<Set>,
  learner: Learner<Set, unknown>,
  { seed, inner }: { readonly seed: number; readonly inner: InnerLoop },
): void {
  requireDifferentTasks(family, task => requireTask(family, learner, task), seed)
  const { support } = family.task(taskSeed(createRandom(seed), 'training'))
  const sets = learner.load([support])
  try {
    if (inner.innerStep === 'em' && !sets.emStep) {
      throw new InvalidLearnerError(learner.kind, `have EM steps for innerStep: 'em'`, 'it has none', `Pass innerStep: 'gradient'.`)
    }
    requireGradients(learner, sets)
  } finally {
    tf.dispose([...sets.tensors])
  }
}

function requireTask<Set>(family: TaskFamily<Set>, learner: Learner<Set, unknown>, task: Task<Set>): void {
  for (const part of ['support', 'query'] as const) {
    const problem = learner.problemOf(task[part])
    if (problem) throw new InvalidTaskError(family.name, task.seed, part, problem)
  }
}

function requireGradients(learner: Learner<never, unknown>, sets: LoadedSets): void {
  try {
    tf.tidy(() => void lossGradients(copiesOf(tensorsOf(learner.parameters), 1), sets))
  } catch (error) {
    throw new InvalidLearnerError(
      learner.kind,
      `have a loss that can be differentiated by each of ${Object.keys(learner.parameters).join(', ')}`,
      `it cannot (${error instanceof Error ? error.message : String(error)})`,
      'Leave out parameters that the loss does not use, and compute it by functions of TensorFlow.js alone.',
    )
  }
}
