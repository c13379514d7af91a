import { createRandom, finiteMatrix, ShapeError, type Samples } from '@mixtura/numerics'
import { describeValue, isArrayLike, optional, readOptions, seed } from '@mixtura/numerics/validation'
import { drawSome, rowsByValue } from './drawRows.js'
import { share } from './optionReaders.js'
import { TooFewTasksError } from './taskErrors.js'
import type { MixtureSet, TaskFamily } from './taskFamily.js'

/** Options of `groupedTasks`. */
export interface GroupedTaskOptions {
  /** Share of a group's rows that form the support; the others form the query. 0.5 by default. */
  readonly supportShare?: number
  /** Share of the groups that are reserved for validation tasks (odd seeds); 0.2 by default, and at least one group. */
  readonly validationShare?: number
  /** Seed of the choice of these groups, a whole number from 0; 0 by default. */
  readonly seed?: number
}

/** Tasks from a table. */
export interface GroupedTasks extends TaskFamily<MixtureSet> {
  /** Groups of the training tasks, in the order of their first rows. */
  readonly trainingGroups: readonly (string | number)[]
  readonly validationGroups: readonly (string | number)[]
}

/**
 * Makes one task for each value of a column of a table, such as a customer, a site or a day. The seed of a task chooses the group
 * and the division of its rows into support and query.
 *
 * @param samples [N, D]
 * @param groups [N] group of each row.
 * @throws {NonFiniteValuesError} if a value of the samples is not a finite number.
 * @throws {ShapeError} if samples and groups do not fit each other, or if a group has only one row.
 * @throws {TooFewTasksError} for fewer than three groups: at least two for training and one for validation.
 */
export function groupedTasks(samples: Samples, groups: ArrayLike<string | number>, options: GroupedTaskOptions = {}): GroupedTasks {
  const table = finiteMatrix(samples)
  if (!isArrayLike(groups)) {
    throw new ShapeError('groups', `an array of ${table.rows} values`, describeValue(groups), 'Pass the group of every row of samples.')
  }
  const { supportShare = 0.5, validationShare = 0.2, seed: chosenBy = 0 } = readOptions<GroupedTaskOptions>('groupedTasks', options, {
    supportShare: optional(share),
    validationShare: optional(share),
    seed: optional(seed),
  })
  if (groups.length !== table.rows) {
    throw new ShapeError('groups', `one for each of ${table.rows} rows`, `${groups.length} values`, 'Pass the group of every row of samples.')
  }
  const wrong = Array.from<unknown>(groups).findIndex(group => typeof group !== 'string' && !Number.isFinite(group))
  if (wrong >= 0) {
    throw new ShapeError('groups', 'texts or finite numbers', `${describeValue(groups[wrong])} at row ${wrong}`, 'Pass the group of every row of samples.')
  }
  const rowsOf = rowsByValue(groups)
  if (rowsOf.size < 3) throw new TooFewTasksError('grouped tasks', 3, rowsOf.size)
  for (const [group, rows] of rowsOf) {
    if (rows.length > 1) continue
    throw new ShapeError(`group '${group}'`, 'of at least 2 rows', 'of 1 row', 'Leave the group out, or join it with another.')
  }
  const names = [...rowsOf.keys()]
  const heldOut = Math.min(Math.max(1, Math.round(validationShare * names.length)), names.length - 2)
  const chosen = new Set(drawSome(names, heldOut, createRandom(chosenBy)))
  const trainingGroups = names.filter(name => !chosen.has(name))
  const validationGroups = names.filter(name => chosen.has(name))

  function rowsAt(rows: readonly number[]): MixtureSet {
    const { columns } = table
    const data = new Float64Array(rows.length * columns)
    rows.forEach((row, i) => data.set(table.data.subarray(row * columns, (row + 1) * columns), i * columns))
    return { data, rows: rows.length, columns }
  }

  return {
    name: 'grouped tasks',
    trainingGroups,
    validationGroups,
    task(taskSeed) {
      const random = createRandom(taskSeed)
      const names = taskSeed % 2 === 0 ? trainingGroups : validationGroups
      const rows = rowsOf.get(names[random.integer(names.length)])!
      const shuffled = drawSome(rows, rows.length, random)
      const supportRows = Math.min(Math.max(1, Math.round(supportShare * rows.length)), rows.length - 1)
      return { support: rowsAt(shuffled.slice(0, supportRows)), query: rowsAt(shuffled.slice(supportRows)), seed: taskSeed }
    },
  }
}
