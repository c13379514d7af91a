import type { Matrix } from '../matrix/matrix.js'
import type { Random } from '../random/random.js'

/**
 * [min(count, rows)] distinct row numbers in ascending order.
 *
 * @see Knuth, The Art of Computer Programming 2 (1997), algorithm 3.4.2 S.
 */
export function drawRowNumbers(rows: number, count: number, random: Random): Uint32Array {
  const drawn = new Uint32Array(Math.min(count, rows))
  let taken = 0
  for (let row = 0; taken < drawn.length; row++) {
    if (rows > count && (rows - row) * random.uniform() >= count - taken) continue
    drawn[taken++] = row
  }
  return drawn
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
