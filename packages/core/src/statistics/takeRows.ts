import type { Matrix } from '@mixtura/numerics'

/** [M, D] the given rows; the matrix itself when they are all of its rows. */
export function takeRows(samples: Matrix, rows: Uint32Array): Matrix {
  const { data, columns } = samples
  if (rows.length === samples.rows) return samples
  const taken = new Float64Array(rows.length * columns)
  rows.forEach((row, to) => taken.set(data.subarray(row * columns, (row + 1) * columns), to * columns))
  return { data: taken, rows: rows.length, columns }
}

/** [M] the given entries. */
export function takeEntries(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, row => values[row])
}
