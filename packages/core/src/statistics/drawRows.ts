import type { Matrix } from '../matrix/matrix.js'
import type { Random } from '../random/random.js'

/**
 * [min(count, rows)] distinct row numbers in ascending order.
 *
 * @see Bentley & Floyd, Programming pearls: a sample of brilliance (1987), whose time is that of the numbers drawn.
 */
export function drawRowNumbers(rows: number, count: number, random: Random): Uint32Array {
  if (count >= rows) return Uint32Array.from({ length: rows }, (_, row) => row)
  const drawn = new Set<number>()
  for (let last = rows - count; last < rows; last++) {
    const row = random.integer(last + 1)
    drawn.add(drawn.has(row) ? last : row)
  }
  return Uint32Array.from(drawn).sort()
}

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
