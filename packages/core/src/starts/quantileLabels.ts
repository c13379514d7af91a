import { columnMeans, type Matrix } from '@mixtura/numerics'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/**
 * [M] labels by cutting the rows into `components` groups of equal weight along the direction in which they vary most:
 * in one column, at its quantiles, as mclust starts there. There is no chance in it.
 *
 * @param rows samples [M, D]; rows of weight 0 get the label of their place, which does not matter.
 * @see Su & Dy, In search of deterministic methods for initializing K-means and Gaussian mixture clustering (2007), for
 *   the direction.
 */
export function quantileLabels(rows: DrawnRows, components: number): Int32Array {
  const { samples, weights } = rows
  const places = placesAlongFirstAxis(rows)
  const order = Uint32Array.from(places.keys()).sort((a, b) => places[a] - places[b] || a - b)
  const weightOf = (row: number): number => (weights ? weights[row] : 1)
  const total = order.reduce((sum, row) => sum + weightOf(row), 0)
  const labels = new Int32Array(samples.rows)
  let before = 0
  for (const row of order) {
    // A row that a cut passes through belongs where its middle lies.
    const middle = before + weightOf(row) / 2
    labels[row] = Math.min(components - 1, Math.floor((components * middle) / total))
    before += weightOf(row)
  }
  return labels
}

/** Rounds of the power method, and the gain in variance, as a share, below which no more are made: a start needs no better direction. */
const [mostRounds, leastGain] = [100, 1e-8]

/**
 * [M] coordinate of each row along the first principal axis, whose largest entry is positive; data units.
 *
 * By the power method on products with the rows, O(M D) a round, as a matrix of [D, D] would outgrow wide data. It begins along the
 * row that lies farthest from the mean.
 */
function placesAlongFirstAxis({ samples, weights }: DrawnRows): Float64Array {
  const { data, rows, columns } = samples
  const means = columnMeans(samples, weights)
  let direction = farthestFrom(samples, means, weights)
  const places = new Float64Array(rows)
  for (let round = 0, variance = 0; round < mostRounds; round++) {
    for (let row = 0; row < rows; row++) {
      let place = 0
      for (let i = 0; i < columns; i++) place += (data[row * columns + i] - means[i]) * direction[i]
      places[row] = place
    }
    // Squares of places, and products with them, then stay in range for data of any.
    const largest = places.reduce((most, place) => Math.max(most, Math.abs(place)), 0)
    if (largest === 0) break
    const next = new Float64Array(columns)
    for (let row = 0; row < rows; row++) {
      const share = (weights ? weights[row] : 1) * (places[row] / largest)
      if (share === 0) continue
      for (let i = 0; i < columns; i++) next[i] += share * (data[row * columns + i] - means[i])
    }
    // Of a unit vector v and the scatter S, ‖S v‖ rises to the largest eigenvalue.
    const length = Math.sqrt(next.reduce((sum, value) => sum + value ** 2, 0))
    const reached = length * largest
    if (!(length > 0) || reached <= variance * (1 + leastGain)) break
    variance = reached
    direction = next.map(value => value / length)
  }
  const most = direction.reduce((largest, value) => (Math.abs(value) > Math.abs(largest) ? value : largest), 0)
  return most < 0 ? places.map(place => -place) : places
}

/** [D] unit vector from the mean to the row that lies farthest from it; zeros where all rows are there. */
function farthestFrom({ data, rows, columns }: Matrix, means: Float64Array, weights: Float64Array | undefined): Float64Array {
  let [farthest, distance] = [0, 0]
  for (let row = 0; row < rows; row++) {
    if (weights?.[row] === 0) continue
    let squared = 0
    for (let i = 0; i < columns; i++) squared += (data[row * columns + i] - means[i]) ** 2
    if (squared > distance) [farthest, distance] = [row, squared]
  }
  const length = Math.sqrt(distance) || 1
  return means.map((mean, i) => (data[farthest * columns + i] - mean) / length)
}
