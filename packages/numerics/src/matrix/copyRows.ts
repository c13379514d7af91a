import type { Matrix } from './matrix.js'

/** [M, D] float64 copy of the rows with the given numbers, which may repeat. */
export function copyRows({ data, columns }: Matrix, rows: ArrayLike<number>): Matrix {
  const copied = new Float64Array(rows.length * columns)
  for (let i = 0, to = 0; i < rows.length; i++) {
    for (let at = rows[i] * columns, end = at + columns; at < end; at++, to++) copied[to] = data[at]
  }
  return { data: copied, rows: rows.length, columns }
}
