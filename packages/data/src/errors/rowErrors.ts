import type { ColumnType } from '../dataset.js'
import { DatasetError } from './datasetError.js'

/** A condition on rows does not suit its column. */
export class RowConditionError extends DatasetError {
  override readonly name = 'RowConditionError'
  readonly code = 'row-condition'
  /** @param expected what the condition must be for a column of this type. */
  constructor(readonly column: string, readonly type: ColumnType, readonly expected: string, readonly actual: string) {
    super(`The condition on column "${column}" (${type}) must be ${expected}, but it is ${actual}. Change it, or leave it out.`)
  }
}

/** Days and months cannot be told apart in a column of dates, so its rows cannot be put in the order of time. */
export class UnclearDatesError extends DatasetError {
  override readonly name = 'UnclearDatesError'
  readonly code = 'unclear-dates'
  /** @param fault what is wrong with the dates. */
  constructor(readonly column: string, readonly fault: string) {
    super(`Column "${column}" can neither be sorted nor have a range: ${fault}. Write them as 2026-04-03 in the file.`)
  }
}

/** No row fulfils the filter of a request. */
export class NoRowsSelectedError extends DatasetError {
  override readonly name = 'NoRowsSelectedError'
  readonly code = 'no-rows-selected'
  constructor(readonly rows: number) {
    super(`None of the ${rows} rows fulfils the filter. Widen its ranges, add values, or leave it out.`)
  }
}
