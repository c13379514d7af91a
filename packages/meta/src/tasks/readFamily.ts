import { describeValue, isRecord, requireObject } from '@mixtura/numerics/validation'
import { InvalidTaskError } from './taskErrors.js'
import type { Task, TaskFamily } from './taskFamily.js'

/**
 * Wraps the family so that every task is checked when it is made.
 *
 * @throws {ShapeError} unless `family` is a family of tasks.
 * @throws {InvalidTaskError} from `task`, if it does not return a support and a query.
 */
export function readFamily<Set>(family: TaskFamily<Set>): TaskFamily<Set> {
  requireObject('family', family, {
    what: 'a family of tasks',
    fields: { name: 'text', task: 'function' },
    remedy: 'Pass for example randomMixtures(), or { name, task(seed) }.',
  })
  return {
    name: family.name,
    task(seed): Task<Set> {
      const task: unknown = family.task(seed)
      for (const part of ['support', 'query'] as const) {
        if (isRecord(task) && task[part] !== undefined && task[part] !== null) continue
        const actual = isRecord(task) ? describeValue(task[part]) : `missing from ${describeValue(task)}`
        throw new InvalidTaskError(family.name, seed, part, { expected: 'a set of samples', actual })
      }
      return { ...(task as unknown as Task<Set>), seed }
    },
  }
}
