import { ShapeError } from '@mixtura/numerics'
import { countLabelPairs } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'

/** Counts of label pairs of two labellings of the same samples. Labels are sorted: numbers ascending, then strings. */
export interface ContingencyTable {
  /** [rows, columns] row-major; table[i * columns + j] samples have rowLabels[i] and columnLabels[j]. */
  readonly table: Float64Array
  readonly rows: number
  readonly columns: number
  readonly rowLabels: readonly Label[]
  readonly columnLabels: readonly Label[]
  /** [rows] */
  readonly rowTotals: Float64Array
  /** [columns] */
  readonly columnTotals: Float64Array
  /** N, the number of samples. */
  readonly total: number
}

/** 1 GiB of float64. */
const maxCells = 2 ** 27

/**
 * Counts every pair of labels.
 *
 * @param labelsA [N], one row of the table per distinct label.
 * @param labelsB [N], one column of the table per distinct label.
 * @throws {ShapeError} if the lengths differ, there are no labels, one is neither a finite number nor a
 *   string, or the table would have more than 2^27 cells.
 */
export function contingencyTable(labelsA: ArrayLike<Label>, labelsB: ArrayLike<Label>): ContingencyTable {
  const { cells, ...margins } = countLabelPairs(
    { name: 'labelsA', labels: labelsA },
    { name: 'labelsB', labels: labelsB },
  )
  const rows = margins.rowLabels.length
  const columns = margins.columnLabels.length
  if (rows * columns > maxCells) {
    throw new ShapeError(
      'contingency table',
      `at most ${maxCells} cells`,
      `${rows} x ${columns}`,
      'Pass labels of which many samples share one, not identifiers or measurements.',
    )
  }
  const table = new Float64Array(rows * columns)
  for (let c = 0; c < cells.counts.length; c++) table[cells.rows[c] * columns + cells.columns[c]] = cells.counts[c]
  return { table, rows, columns, ...margins }
}
