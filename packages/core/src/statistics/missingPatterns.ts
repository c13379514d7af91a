import { NonFiniteValuesError } from '../errors.js'
import type { Matrix } from '../matrix/matrix.js'

/** The rows that have the same cells. */
export interface MissingPattern {
  /** Columns that these rows have, ascending. */
  readonly observed: readonly number[]
  /** [M] their row numbers, ascending. */
  readonly rows: Uint32Array
  /** [M, observed] their values. */
  readonly samples: Matrix
}

/** Groups rows by which of their cells are NaN, in the order of first appearance. */
export function groupByPattern({ data, rows, columns }: Matrix): readonly MissingPattern[] {
  const groups = new Map<string, { readonly observed: readonly number[]; readonly rows: number[] }>()
  for (let row = 0; row < rows; row++) {
    const observed: number[] = []
    for (let i = 0; i < columns; i++) if (!Number.isNaN(data[row * columns + i])) observed.push(i)
    const key = observed.join()
    const group = groups.get(key)
    if (group) group.rows.push(row)
    else groups.set(key, { observed, rows: [row] })
  }
  return Array.from(groups.values(), group => ({
    observed: group.observed,
    rows: Uint32Array.from(group.rows),
    samples: {
      data: Float64Array.from(group.rows.flatMap(row => group.observed.map(column => data[row * columns + column]))),
      rows: group.rows.length,
      columns: group.observed.length,
    },
  }))
}

/** @throws {NonFiniteValuesError} if a value is infinite; NaN is a missing cell. */
export function requireFiniteOrMissing({ data, columns }: Matrix): void {
  const isInfinite = (value: number): boolean => value === Infinity || value === -Infinity
  const first = data.findIndex(isInfinite)
  if (first < 0) return
  let count = 0
  for (let i = first; i < data.length; i++) if (isInfinite(data[i])) count++
  throw new NonFiniteValuesError(count, Math.floor(first / columns), first % columns, data[first])
}
