import type { Matrix } from '@mixtura/numerics'
import type { FeedMatrix, TrainingView } from '@mixtura/tensor'

/** Largest number of rows in a view. */
const maxRows = 1000

/**
 * Makes the function that computes a view: codes of evenly spaced rows, or of all rows if there are few.
 *
 * @param encode codes of rows by the network as it is when the view is computed.
 */
export function codesView(matrix: FeedMatrix, encode: (rows: FeedMatrix) => Promise<Matrix>): () => Promise<TrainingView> {
  const { rows: all, columns } = matrix
  const rows = Uint32Array.from({ length: Math.min(all, maxRows) }, (_, i) => Math.floor((i * all) / Math.min(all, maxRows)))
  return async () => {
    const data = new Float64Array(rows.length * columns)
    rows.forEach((row, i) => data.set(matrix.data.subarray(row * columns, (row + 1) * columns), i * columns))
    return { kind: 'codes', codes: await encode({ data, rows: rows.length, columns }), rows }
  }
}
