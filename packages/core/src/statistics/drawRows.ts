import type { Matrix } from '../matrix/matrix.js'
import type { Random } from '../random/random.js'

/**
 * `count` distinct rows in their own order; the matrix itself when it has no more than that.
 *
 * @see Knuth, The Art of Computer Programming 2 (1997), algorithm 3.4.2 S.
 */
export function drawRows(samples: Matrix, count: number, random: Random): Matrix {
  const { data, rows, columns } = samples
  if (rows <= count) return samples
  const drawn = new Float64Array(count * columns)
  let taken = 0
  for (let row = 0; taken < count; row++) {
    if ((rows - row) * random.uniform() >= count - taken) continue
    drawn.set(data.subarray(row * columns, (row + 1) * columns), taken * columns)
    taken++
  }
  return { data: drawn, rows: count, columns }
}
