import type { Matrix } from '@mixtura/numerics'
import type { FeedMatrix, TrainingView } from '@mixtura/tensor'

/** Most rows whose codes a view has. */
const maxRows = 1000

/**
 * Makes the view of the codes of rows at equal distances, all rows if there are few.
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
