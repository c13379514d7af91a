import { type Matrix, NonFiniteValuesError, ShapeError } from '@mixtura/numerics'

/** Rows with the same observed columns. */
export interface MissingPattern {
  /** The observed columns, ascending. */
  readonly observed: readonly number[]
  /** [M] row numbers, ascending. */
  readonly rows: Uint32Array
  /** [M, observed] observed values. */
  readonly samples: Matrix
}

/** Groups rows by the columns in which they are not NaN, in the order of first appearance. */
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
  return Array.from(groups.values(), ({ observed, rows: rowNumbers }) => {
    const cells = new Float64Array(rowNumbers.length * observed.length)
    let at = 0
    for (const row of rowNumbers) for (const column of observed) cells[at++] = data[row * columns + column]
    return {
      observed,
      rows: Uint32Array.from(rowNumbers),
      samples: { data: cells, rows: rowNumbers.length, columns: observed.length },
    }
  })
}

/** Whether any cell is NaN. */
export function hasMissingCells({ data }: Matrix): boolean {
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) return true
  return false
}

/** @throws {NonFiniteValuesError} if a value is infinite; NaN stands for a missing cell. */
export function requireFiniteOrMissing({ data, columns }: Matrix): void {
  const isInfinite = (value: number): boolean => value === Infinity || value === -Infinity
  const first = data.findIndex(isInfinite)
  if (first < 0) return
  let count = 0
  for (let i = first; i < data.length; i++) if (isInfinite(data[i])) count++
  throw new NonFiniteValuesError(count, Math.floor(first / columns), first % columns, data[first])
}

/** Marks the columns that have a value in some row of `samples`. */
export function markObserved(observed: boolean[], { data, columns }: Matrix): void {
  for (let column = 0; column < columns; column++) {
    for (let at = column; !observed[column] && at < data.length; at += columns) observed[column] = !Number.isNaN(data[at])
  }
}

/**
 * @param observed whether each column has a value in some row.
 * @throws {ShapeError} for a column that has none.
 */
export function requireObserved(observed: readonly boolean[], columns: number): void {
  for (let column = 0; column < columns; column++) {
    if (observed[column]) continue
    throw new ShapeError(`column ${column}`, 'a number in some row that counts', 'missing in every one', 'Leave the column out.')
  }
}
