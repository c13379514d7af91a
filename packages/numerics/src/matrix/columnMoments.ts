import type { Matrix } from './matrix.js'

/**
 * [D] mean of each column, by running updates that do not overflow and lose no digits.
 *
 * @param weights [N] how often each row counts; each row counts once by default.
 */
export function columnMeans({ data, rows, columns }: Matrix, weights?: Float64Array): Float64Array {
  const means = new Float64Array(columns)
  let total = 0
  for (let row = 0; row < rows; row++) {
    const weight = weights ? weights[row] : 1
    if (weight === 0) continue
    total += weight
    for (let i = 0; i < columns; i++) means[i] += ((data[row * columns + i] - means[i]) * weight) / total
  }
  return means
}

/**
 * [D] biased variance of each column about the given means.
 *
 * @param weights [N] how often each row counts; each row counts once by default.
 */
export function columnVariances({ data, rows, columns }: Matrix, means: Float64Array, weights?: Float64Array): Float64Array {
  const variances = new Float64Array(columns)
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : rows
  for (let row = 0; row < rows; row++) {
    const weight = weights ? weights[row] : 1
    for (let i = 0; i < columns; i++) variances[i] += (weight * (data[row * columns + i] - means[i]) ** 2) / total
  }
  return variances
}
