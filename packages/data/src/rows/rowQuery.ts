import type { Cell } from '../dataset.js'

/**
 * A condition on the cells of one column: a range, or a list of values. Both ends of a range belong to it; without `from` or `to` it is
 * open on that side. Cells without a value, and NaN, are in no range.
 */
export interface RowCondition {
  readonly column: string
  /** Smallest and largest cell: a number for a number column; a day or a time in ISO 8601 (`2026-03-31`, `2026-03-31T18:00`) for a date column. A day as `to` lasts until its end. */
  readonly from?: number | string
  readonly to?: number | string
  /** Cells as `readRows` returns them; null stands for the missing cell. */
  readonly values?: readonly Cell[]
}

/** Which rows: those that fulfil every condition, and have a cell that contains the searched text. */
export interface RowFilter {
  readonly conditions?: readonly RowCondition[]
  /** A text that one of the cells contains, in capitals or small letters. Numbers are searched as they are written without grouping. */
  readonly search?: string
}

/** Which rows, and in which order. */
export interface RowQuery extends RowFilter {
  /** The column that orders the rows; equal cells stay in the order of the dataset, and cells without a value come last. Default: the order of the dataset. */
  readonly sort?: { readonly column: string; readonly descending?: boolean }
  /** Stops the query when aborted; the call then throws the signal's reason. */
  readonly signal?: AbortSignal
}

/** Whether every row fulfils the filter. */
export function takesAllRows({ conditions = [], search = '' }: RowFilter): boolean {
  return conditions.length === 0 && search === ''
}
