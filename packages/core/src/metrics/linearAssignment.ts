import { matrix, type Matrix, ShapeError } from '@mixtura/numerics'
import { describeValue, isRecord } from '@mixtura/numerics/validation'

/** Costs beyond it could overflow when they are added along a path. */
const largestCost = 1e300

/**
 * Gives each row a column of its own at the least total cost, by shortest augmenting paths with
 * potentials: O(s² l) time for s = min(rows, columns), l = max(rows, columns); O(s + l) memory, plus a
 * transposed copy when rows > columns.
 *
 * Among equal totals the answer is a function of the costs alone, the same on every platform, but no
 * order among them is promised.
 *
 * @param cost [rows, columns], finite, of either sign (negate a gain). May have no rows or no columns.
 * @returns [rows], the column of each row, or -1 for the rows left over when rows > columns.
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
 * Rows are placed one by one. To place `start`, Dijkstra's algorithm runs over the columns with the reduced
 * costs c_ij - u_i - v_j, which the potentials keep non-negative and zero on placed pairs; a step leads from
 * a row to a column, and from a placed column on to its row at no cost. At the first free column the
 * path is flipped, and the potentials take up the distances.
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
  const cameFrom = new Int32Array(columns) // the row before each column on its shortest path
  const settled = new Uint8Array(columns)

  for (let start = 0; start < rows; start++) {
    distance.fill(Infinity)
    settled.fill(0)
    let row = start
    let travelled = 0
    let end = -1
    while (end < 0) {
      let nearest = -1
      for (let column = 0; column < columns; column++) {
        if (settled[column]) continue
        const onwards = travelled + (cost[row * columns + column] - rowPotential[row] - columnPotential[column])
        if (onwards < distance[column]) {
          distance[column] = onwards
          cameFrom[column] = row
        }
        if (nearest < 0 || distance[column] < distance[nearest]) nearest = column
      }
      travelled = distance[nearest]
      settled[nearest] = 1
      if (rowOf[nearest] < 0) end = nearest
      else row = rowOf[nearest]
    }

    rowPotential[start] += travelled
    for (let column = 0; column < columns; column++) {
      if (!settled[column] || column === end) continue
      const slack = travelled - distance[column]
      rowPotential[rowOf[column]] += slack
      columnPotential[column] -= slack
    }

    for (let column = end; column >= 0; ) {
      const placed = cameFrom[column]
      const vacated = columnOf[placed]
      columnOf[placed] = column
      rowOf[column] = placed
      column = vacated // -1 once the path is back at `start`
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
