import { createRandom } from '@mixtura/numerics'
import { TooFewTasksError } from './taskErrors.js'
import { taskSeed, type Task, type TaskFamily } from './taskFamily.js'

/** Number of tasks that are compared. */
const comparedTasks = 8

/**
 * Checks some training tasks before the first step.
 *
 * @param requireTask throws if a task is invalid.
 * @throws {TooFewTasksError} if the supports of all tasks are the same.
 */
export function requireDifferentTasks<Set>(family: TaskFamily<Set>, requireTask: (task: Task<Set>) => void, seed: number): void {
  const random = createRandom(seed)
  const tasks = Array.from({ length: comparedTasks }, () => family.task(taskSeed(random, 'training')))
  tasks.forEach(requireTask)
  const supports = tasks.map(({ support }) => JSON.stringify(support, plainNumbers))
  if (new Set(supports).size === 1) throw new TooFewTasksError(family.name, 2, 1)
}

/** Converts typed arrays to lists, because JSON would write them as objects. */
function plainNumbers(_name: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value
}
