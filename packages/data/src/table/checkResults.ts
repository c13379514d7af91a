import type { ResultColumn } from '../dataset.js'
import { ColumnNameTakenError, ResultLengthError, ResultRowError } from '../errors/resultErrors.js'

/**
 * Checks result columns against the dataset that they are written with.
 * @param names names of the dataset's own columns.
 * @throws {ColumnNameTakenError} {ResultLengthError} {ResultRowError}
 */
export function checkResults(results: readonly ResultColumn[], names: readonly string[], rows: number): void {
  const taken = new Set(names.map(name => name.toLowerCase()))
  for (const { name, values, rows: resultRows } of results) {
    if (taken.has(name.toLowerCase())) throw new ColumnNameTakenError(name)
    taken.add(name.toLowerCase())
    if (values.length !== resultRows.length) throw new ResultLengthError(name, values.length, resultRows.length)
    const outside = resultRows.find(row => row >= rows)
    if (outside !== undefined) throw new ResultRowError(name, outside, rows)
  }
}
