import type { DatasetColumn, ResultColumn } from '../dataset.js'
import { ColumnNotNumericError, UnknownColumnError } from '../errors/columnErrors.js'
import { ColumnNameTakenError, ResultLengthError, ResultRowError } from '../errors/resultErrors.js'

/**
 * Checks result columns against the dataset that they are written with.
 * @param own the dataset's own columns.
 * @throws {ColumnNameTakenError} {ResultLengthError} {ResultRowError} {UnknownColumnError} {ColumnNotNumericError}
 */
export function checkResults(results: readonly ResultColumn[], own: readonly Pick<DatasetColumn, 'name' | 'type'>[], rows: number): void {
  const taken = new Set(own.map(({ name }) => name.toLowerCase()))
  const replaced = new Set<string>()
  for (const { name, replaces = false, values, rows: resultRows } of results) {
    if (replaces) {
      requireNumbers(own, name)
      if (replaced.has(name)) throw new ColumnNameTakenError(name)
      replaced.add(name)
    } else {
      if (taken.has(name.toLowerCase())) throw new ColumnNameTakenError(name)
      taken.add(name.toLowerCase())
    }
    if (values.length !== resultRows.length) throw new ResultLengthError(name, values.length, resultRows.length)
    const outside = resultRows.find(row => row >= rows)
    if (outside !== undefined) throw new ResultRowError(name, outside, rows)
  }
}

/** @throws {UnknownColumnError} {ColumnNotNumericError} unless the dataset has a number column of this name. */
function requireNumbers(own: readonly Pick<DatasetColumn, 'name' | 'type'>[], name: string): void {
  const column = own.find(candidate => candidate.name === name)
  if (!column) throw new UnknownColumnError(name, own.map(({ name }) => name))
  if (column.type !== 'number') throw new ColumnNotNumericError(name, column.type)
}
