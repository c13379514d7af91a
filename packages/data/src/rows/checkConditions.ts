import { describeValue } from '@mixtura/numerics/validation'
import { columnIndex } from '../columns/featureColumns.js'
import type { DatasetColumn } from '../dataset.js'
import { RowConditionError } from '../errors/rowErrors.js'
import type { RowFilter, RowQuery } from './rowQuery.js'

const day = /^\d{4}-\d{2}-\d{2}$/
const moment = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/

/** Whether the end of a range of dates is a whole day. */
export function isDay(end: string): boolean {
  return day.test(end)
}

/**
 * A condition that suits its column. `from` and `to` are numbers for a number column, and ISO texts for a date column.
 */
export interface CheckedCondition {
  readonly index: number
  readonly from: number | string | null
  readonly to: number | string | null
  readonly values: readonly (string | number | boolean | null)[] | null
}

/**
 * The conditions of a filter with the positions of their columns.
 * @throws {UnknownColumnError} {RowConditionError}
 */
export function checkConditions(columns: readonly DatasetColumn[], { conditions = [] }: RowFilter): CheckedCondition[] {
  return conditions.map(({ column, from, to, values }) => {
    const index = columnIndex(columns, column)
    const { type } = columns[index]
    if (values !== undefined) {
      if (from !== undefined || to !== undefined) throw new RowConditionError(column, type, 'a range or a list of values', 'both')
      return { index, from: null, to: null, values }
    }
    for (const end of [from, to]) if (end !== undefined) requireEnd(column, type, end)
    if (from === undefined && to === undefined) throw new RowConditionError(column, type, 'a range or a list of values', 'neither')
    return { index, from: from ?? null, to: to ?? null, values: null }
  })
}

/** The position of the column that orders the rows; null for the order of the dataset. @throws {UnknownColumnError} */
export function sortIndex(columns: readonly DatasetColumn[], { sort }: RowQuery): number | null {
  return sort === undefined ? null : columnIndex(columns, sort.column)
}

/** Whether a day exists. `Date` reads 30 February as 2 March. */
function isOfCalendar(text: string): boolean {
  return new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
}

function requireEnd(column: string, type: DatasetColumn['type'], end: number | string): void {
  if (type === 'number') {
    if (typeof end !== 'number') throw new RowConditionError(column, type, 'a range of numbers', describeValue(end))
  } else if (type !== 'date') {
    throw new RowConditionError(column, type, 'a list of values, as only numbers and dates have ranges', 'a range')
  } else if (typeof end !== 'string' || !(day.test(end) || moment.test(end)) || Number.isNaN(Date.parse(end)) || !isOfCalendar(end.slice(0, 10))) {
    throw new RowConditionError(column, type, 'a range of days or times such as 2026-03-31', describeValue(end))
  }
}
