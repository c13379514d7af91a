import { ShapeError } from '@mixtura/numerics'
import { encodeLabels, requireLabels, type Label } from './encodeLabels.js'

/**
 * The nonzero cells of a contingency table; there are at most N for any number of labels. n_ij = counts[c] samples have row
 * label i = rows[c] and column label j = columns[c].
 */
export interface LabelPairCounts {
  readonly cells: {
    /** Ascending; columns ascend within a row. */
    readonly rows: Int32Array
    readonly columns: Int32Array
    readonly counts: Float64Array
  }
  readonly rowLabels: readonly Label[]
  readonly columnLabels: readonly Label[]
  /** a_i = Σ_j n_ij. */
  readonly rowTotals: Float64Array
  /** b_j = Σ_i n_ij. */
  readonly columnTotals: Float64Array
  /** N. */
  readonly total: number
}

interface NamedLabels {
  readonly name: string
  readonly labels: ArrayLike<Label>
}

/**
 * Counts how often each pair of labels occurs. O(N) time and memory.
 *
 * @throws {ShapeError} if the lengths differ, there are no labels, or one is not a label.
 */
export function countLabelPairs(rowwise: NamedLabels, columnwise: NamedLabels): LabelPairCounts {
  requireLabels(rowwise.name, rowwise.labels)
  requireLabels(columnwise.name, columnwise.labels)
  const total = rowwise.labels.length
  if (columnwise.labels.length !== total) {
    throw new ShapeError(
      columnwise.name,
      `${total} labels long, like ${rowwise.name}`,
      `${columnwise.labels.length} long`,
      'Pass one label per sample to both, in the same order.',
    )
  }
  const row = encodeLabels(rowwise.labels, rowwise.name)
  const column = encodeLabels(columnwise.labels, columnwise.name)

  const width = column.distinct.length
  const countOf = new Map<number, number>() // key: row * width + column
  for (let n = 0; n < total; n++) {
    const cell = row.codes[n] * width + column.codes[n]
    countOf.set(cell, (countOf.get(cell) ?? 0) + 1)
  }
  const positions = Float64Array.from(countOf.keys()).sort()

  return {
    cells: {
      rows: Int32Array.from(positions, position => Math.floor(position / width)),
      columns: Int32Array.from(positions, position => position % width),
      counts: positions.map(position => countOf.get(position)!),
    },
    rowLabels: row.distinct,
    columnLabels: column.distinct,
    rowTotals: row.counts,
    columnTotals: column.counts,
    total,
  }
}
