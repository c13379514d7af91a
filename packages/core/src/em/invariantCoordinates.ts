import { choleskyInPlace, invertLowerTriangular, type Matrix, symmetricEigen } from '@mixtura/numerics'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/**
 * Linear map to coordinates that show groups, whatever the scales and correlations of the columns:
 *
 *   z = L⁻¹ (x - μ),  B = mean of ‖z‖² z zᵀ = V diag(b) Vᵀ,  y = Vᵀ z
 *
 * where L Lᵀ is the covariance. A direction that separates two groups of similar size has small kurtosis; one that separates
 * a few distant rows has large kurtosis. Both are at the ends of the spectrum of B.
 *
 * @param rows [N, D] with their weights; `mean` [D] and `covariance` [D, D] are theirs.
 * @returns [D, D] row i is the direction of coordinate i, smallest b last; undefined if the covariance is singular.
 * @see Tyler, Critchley, Dümbgen & Oja, Invariant co-ordinate selection (2009); Cardoso, Source separation using higher order
 *   moments (1989), for B.
 */
export function invariantCoordinates({ samples, weights }: DrawnRows, mean: Float64Array, covariance: Float64Array): Float64Array | undefined {
  const { data, rows, columns } = samples
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : rows
  const factor = covariance.slice()
  if (choleskyInPlace(factor, columns)) return undefined
  const inverse = new Float64Array(columns * columns)
  invertLowerTriangular(factor, inverse, columns)
  const fourth = new Float64Array(columns * columns)
  const z = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    let length = 0
    for (let i = 0; i < columns; i++) {
      z[i] = 0
      for (let j = 0; j <= i; j++) z[i] += inverse[i * columns + j] * (data[row * columns + j] - mean[j])
      length += z[i] ** 2
    }
    const share = ((weights ? weights[row] : 1) / total) * length
    for (let i = 0; i < columns; i++) for (let j = 0; j <= i; j++) fourth[i * columns + j] += share * z[i] * z[j]
  }
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) fourth[j * columns + i] = fourth[i * columns + j]
  if (!fourth.every(Number.isFinite)) return undefined
  const { vectors } = symmetricEigen(fourth, columns)
  const directions = new Float64Array(columns * columns)
  for (let l = 0; l < columns; l++) {
    for (let j = 0; j < columns; j++) {
      for (let i = j; i < columns; i++) directions[l * columns + j] += vectors[i * columns + l] * inverse[i * columns + j]
    }
  }
  return directions
}

/**
 * [N, m] coordinates of each row along m directions [m, D], relative to `mean`.
 *
 * @param along overwritten with the coordinates.
 */
export function coordinatesAlong(
  { data, rows, columns }: Matrix,
  directions: Float64Array,
  mean: Float64Array,
  along: Float64Array = new Float64Array((rows * directions.length) / columns),
): Matrix {
  const count = directions.length / columns
  for (let row = 0, to = 0; row < rows; row++) {
    for (let l = 0; l < count; l++, to++) {
      let coordinate = 0
      for (let i = 0; i < columns; i++) coordinate += directions[l * columns + i] * (data[row * columns + i] - mean[i])
      along[to] = coordinate
    }
  }
  return { data: along, rows, columns: count }
}
