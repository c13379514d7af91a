import { columnMeans, type Matrix } from '@mixtura/numerics'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/**
 * [M] labels of `components` groups of equal weight along the direction of largest variance. In one column the cuts are the
 * quantiles, as in mclust. The method is deterministic.
 *
 * @param rows samples [M, D].
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
    // If a cut falls inside the weight of a row, the middle of that weight decides.
    const middle = before + weightOf(row) / 2
    labels[row] = Math.min(components - 1, Math.floor((components * middle) / total))
    before += weightOf(row)
  }
  return labels
}

/** Rounds of the power method, and the relative gain in variance that ends it: a start needs no better direction. */
const [maxRounds, minGain] = [100, 1e-8]

/**
 * [M] coordinate of each row along the first principal axis, data units. The largest entry of the axis is positive.
 *
 * The power method multiplies by the rows, O(M D) per round; a [D, D] matrix could be larger than the data. It begins with
 * the direction to the row farthest from the mean.
 */
function placesAlongFirstAxis({ samples, weights }: DrawnRows): Float64Array {
  const { data, rows, columns } = samples
  const means = columnMeans(samples, weights)
  let direction = farthestFrom(samples, means, weights)
  const places = new Float64Array(rows)
  for (let round = 0, variance = 0; round < maxRounds; round++) {
    for (let row = 0; row < rows; row++) {
      let place = 0
      for (let i = 0; i < columns; i++) place += (data[row * columns + i] - means[i]) * direction[i]
      places[row] = place
    }
    // Dividing by the largest coordinate keeps products within float64 for data of any magnitude.
    const largest = places.reduce((maximum, place) => Math.max(maximum, Math.abs(place)), 0)
    if (largest === 0) break
    const next = new Float64Array(columns)
    for (let row = 0; row < rows; row++) {
      const share = (weights ? weights[row] : 1) * (places[row] / largest)
      if (share === 0) continue
      for (let i = 0; i < columns; i++) next[i] += share * (data[row * columns + i] - means[i])
    }
    // For a unit vector v and the scatter S, ‖S v‖ converges to the largest eigenvalue from below.
    const length = Math.sqrt(next.reduce((sum, value) => sum + value ** 2, 0))
    const reached = length * largest
    if (!(length > 0) || reached <= variance * (1 + minGain)) break
    variance = reached
    direction = next.map(value => value / length)
  }
  const largestEntry = direction.reduce((largest, value) => (Math.abs(value) > Math.abs(largest) ? value : largest), 0)
  return largestEntry < 0 ? places.map(place => -place) : places
}

/** [D] unit vector from the mean to the row farthest from it; zeros if all rows are equal. */
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
