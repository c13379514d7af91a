import { copyRows, type Matrix } from '@mixtura/numerics'

/** [N] numbers of all rows, or of every `stride`-th row from the first. */
export function rowNumbers(rows: number, stride = 1): Uint32Array {
  const numbers = new Uint32Array(Math.ceil(rows / stride))
  for (let i = 0; i < numbers.length; i++) numbers[i] = i * stride
  return numbers
}

/**
 * [M, D] the given rows; the matrix itself if they are all of its rows.
 *
 * @param rows distinct and ascending. `copyRows` takes rows that repeat.
 */
export function takeRows(samples: Matrix, rows: Uint32Array): Matrix {
  return rows.length === samples.rows ? samples : copyRows(samples, rows)
}

/** [M] the given entries. */
export function takeEntries(values: Float64Array, rows: Uint32Array): Float64Array {
  const taken = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]]
  return taken
}
