import type { Matrix } from './matrix.js'

/** [D] mean of each column, by running updates that neither overflow nor lose digits. */
export function columnMeans({ data, rows, columns }: Matrix): Float64Array {
  const means = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) means[i] += (data[row * columns + i] - means[i]) / (row + 1)
  }
  return means
}

/** [D] biased variance of each column about the given means. */
export function columnVariances({ data, rows, columns }: Matrix, means: Float64Array): Float64Array {
  const variances = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) variances[i] += (data[row * columns + i] - means[i]) ** 2 / rows
  }
  return variances
}
