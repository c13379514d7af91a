import { matrix, type Matrix, ShapeError } from '@mixtura/numerics'
import { describeValue, isRecord } from '@mixtura/numerics/validation'

/** Sums of larger costs along a path could overflow. */
const largestCost = 1e300

/**
 * Assigns each row its own column at the smallest total cost, by shortest augmenting paths with potentials. With
 * s = min(rows, columns) and l = max(rows, columns) it takes O(s² l) time and O(s + l) memory, plus a transposed copy if
 * rows > columns.
 *
 * If several assignments have the same total, the result depends only on the costs and is the same on every platform; which
 * of them it is, is not specified.
 *
 * @param cost [rows, columns], finite, of either sign (negate a gain). May have no rows or no columns.
 * @returns [rows], the column of each row; -1 for unassigned rows if rows > columns.
 * @throws {ShapeError} if a cost is not finite, or reaches 1e300 in magnitude.
 * @see Kuhn, The Hungarian method for the assignment problem (1955).
 * @see Jonker & Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment
 *   problems (1987), the augmentation phase.
 */
export function linearAssignment(cost: Matrix): Int32Array {
  if (!isRecord(cost)) {
    throw new ShapeError('cost', 'a matrix [rows, columns]', describeValue(cost), 'Pass matrix(data, rows, columns).')
  }
  const given = matrix(cost.data, cost.rows, cost.columns)
  const { data, rows, columns } = given
  requireModerate(given)
  if (rows <= columns) return assignWide(data, rows, columns)
  const columnOf = new Int32Array(rows).fill(-1)
  const rowOf = assignWide(transpose(given), columns, rows)
  for (let column = 0; column < columns; column++) columnOf[rowOf[column]] = column
  return columnOf
}

/**
 * Assigns rows one by one. For row `start`, Dijkstra's algorithm runs over the columns with the reduced costs
 * c_ij - u_i - v_j; the potentials keep these non-negative, and zero for assigned pairs. A step leads from a row to a column,
 * and from an assigned column to its row at cost 0. At the first free column the path is reversed, and the potentials are
 * updated by the distances.
 *
 * @param cost [rows, columns] row-major, rows <= columns.
 * @returns [rows], the column of each row.
 */
function assignWide(cost: Float64Array | Float32Array, rows: number, columns: number): Int32Array {
  const columnOf = new Int32Array(rows).fill(-1)
  const rowOf = new Int32Array(columns).fill(-1)
  const rowPotential = new Float64Array(rows) // u
  const columnPotential = new Float64Array(columns) // v
  const distance = new Float64Array(columns)
  const cameFrom = new Int32Array(columns) // row before each column on its shortest path
  const isFinal = new Uint8Array(columns)

  for (let start = 0; start < rows; start++) {
    distance.fill(Infinity)
    isFinal.fill(0)
    let row = start
    let travelled = 0
    let end = -1
    while (end < 0) {
      let nearest = -1
      for (let column = 0; column < columns; column++) {
        if (isFinal[column]) continue
        const onwards = travelled + (cost[row * columns + column] - rowPotential[row] - columnPotential[column])
        if (onwards < distance[column]) {
          distance[column] = onwards
          cameFrom[column] = row
        }
        if (nearest < 0 || distance[column] < distance[nearest]) nearest = column
      }
      travelled = distance[nearest]
      isFinal[nearest] = 1
      if (rowOf[nearest] < 0) end = nearest
      else row = rowOf[nearest]
    }

    rowPotential[start] += travelled
    for (let column = 0; column < columns; column++) {
      if (!isFinal[column] || column === end) continue
      const slack = travelled - distance[column]
      rowPotential[rowOf[column]] += slack
      columnPotential[column] -= slack
    }

    for (let column = end; column >= 0; ) {
      const placed = cameFrom[column]
      const vacated = columnOf[placed]
      columnOf[placed] = column
      rowOf[column] = placed
      column = vacated // -1 at the end of the path, row `start`
    }
  }
  return columnOf
}

function transpose({ data, rows, columns }: Matrix): Float64Array {
  const transposed = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) transposed[column * rows + row] = data[row * columns + column]
  }
  return transposed
}

function requireModerate({ data, columns }: Matrix): void {
  const index = data.findIndex(value => !(Math.abs(value) < largestCost))
  if (index < 0) return
  throw new ShapeError(
    'cost',
    `finite and below ${largestCost} in magnitude`,
    `${data[index]} at row ${Math.floor(index / columns)}, column ${index % columns}`,
    'Give a forbidden pair a cost above the sum of all others.',
  )
}
