import { createRandom } from '@mixtura/numerics'
import { TooFewTasksError } from './taskErrors.js'
import { taskSeed, type Task, type TaskFamily } from './taskFamily.js'

/** Tasks that are compared to see whether there is more than one. */
const comparedTasks = 8

/**
 * Looks at some training tasks before the first step.
 *
 * @param requireTask throws what is wrong with a task.
 * @throws {TooFewTasksError} if the supports of all are the same.
 */
export function requireDifferentTasks<Set>(family: TaskFamily<Set>, requireTask: (task: Task<Set>) => void, seed: number): void {
  const random = createRandom(seed)
  const tasks = Array.from({ length: comparedTasks }, () => family.task(taskSeed(random, 'training')))
  tasks.forEach(requireTask)
  const supports = tasks.map(({ support }) => JSON.stringify(support, plainNumbers))
  if (new Set(supports).size === 1) throw new TooFewTasksError(family.name, 2, 1)
}

/** Typed arrays as lists, which JSON would write as objects. */
function plainNumbers(_name: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value
}
