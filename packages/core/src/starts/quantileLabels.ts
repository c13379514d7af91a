import { symmetricEigen } from '@mixtura/numerics'
import type { DrawnRows } from '../statistics/statisticsSource.js'
import { statisticsOfLabels } from './statisticsOfLabels.js'

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

/** [M] coordinate of each row along the first principal axis, up to sign; data units. */
function placesAlongFirstAxis({ samples, weights }: DrawnRows): Float64Array {
  const { data, rows, columns } = samples
  const { centres, scatters } = statisticsOfLabels({ samples, weights }, new Int32Array(rows), { components: 1, scatter: 'full' })
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) scatters[j * columns + i] = scatters[i * columns + j]
  const { vectors } = symmetricEigen(scatters, columns)
  return Float64Array.from({ length: rows }, (_, row) => {
    let place = 0
    for (let i = 0; i < columns; i++) place += (data[row * columns + i] - centres[i]) * vectors[i * columns]
    return place
  })
}
