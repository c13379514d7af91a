import type { DatasetColumn } from '../dataset.js'
import { NoCompleteRowsError } from '../errors/columnErrors.js'

/** A cell as a fit takes it: NaN without a finite value. */
export function finiteOrNaN(cell: number | null): number {
  return cell !== null && Number.isFinite(cell) ? cell : Number.NaN
}

/** @throws {NoCompleteRowsError} for a column without a single finite value. */
export function requireSomeCells(columns: readonly Pick<DatasetColumn, 'name' | 'missing' | 'nonFinite'>[], rows: number): void {
  const empty = columns.find(({ missing, nonFinite }) => missing + nonFinite === rows)
  if (empty) throw new NoCompleteRowsError([empty.name], rows)
}
