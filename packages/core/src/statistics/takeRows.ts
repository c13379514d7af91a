import type { Matrix } from '@mixtura/numerics'

/** [N] numbers of all rows, or of every `stride`-th row from the first. */
export function rowNumbers(rows: number, stride = 1): Uint32Array {
  const numbers = new Uint32Array(Math.ceil(rows / stride))
  for (let i = 0; i < numbers.length; i++) numbers[i] = i * stride
  return numbers
}

/** [M, D] the given rows; the matrix itself if they are all of its rows. */
export function takeRows(samples: Matrix, rows: Uint32Array): Matrix {
  const { data, columns } = samples
  if (rows.length === samples.rows) return samples
  const taken = new Float64Array(rows.length * columns)
  for (let i = 0, to = 0; i < rows.length; i++) {
    for (let at = rows[i] * columns, end = at + columns; at < end; at++, to++) taken[to] = data[at]
  }
  return { data: taken, rows: rows.length, columns }
}

/** [M] the given entries. */
export function takeEntries(values: Float64Array, rows: Uint32Array): Float64Array {
  const taken = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]]
  return taken
}
