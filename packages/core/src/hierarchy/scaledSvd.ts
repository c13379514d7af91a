import { columnMeans, columnVariances, type Matrix, symmetricEigen } from '@mixtura/numerics'

/** Directions whose variance is a smaller share of the largest one are rounding errors. */
const negligible = 1e-12

/**
 * Transforms the samples to uncorrelated columns of comparable size. X* has the columns centred and divided by their standard
 * deviations; with X* = U S Vᵀ the result is
 *
 *   Z = X* V S^(-1/2) = U S^(1/2).
 *
 * A tree built on Z does not depend on the units of the columns. Constant columns and directions without variance are left
 * out. Samples that are all equal become one column of zeros.
 *
 * @param weights [N] how often each row counts; 1 if left out.
 * @returns [N, D'] with D' <= D, without units.
 * @see Scrucca & Raftery, Improved initialisation of model-based clustering using Gaussian hierarchical partitions
 *   (2015).
 */
export function scaledSvd(samples: Matrix, weights?: Float64Array): Matrix {
  const { rows, columns } = samples
  const standardized = standardize(samples, weights)
  const products = new Float64Array(columns * columns)
  for (let row = 0; row < rows; row++) {
    const weight = weights ? weights[row] : 1
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        products[i * columns + j] += weight * standardized[row * columns + i] * standardized[row * columns + j]
      }
    }
  }
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) products[j * columns + i] = products[i * columns + j]
  // X*ᵀX* = V S² Vᵀ
  const { values, vectors } = symmetricEigen(products, columns)
  const kept = values.filter(value => value > negligible * values[0]).length
  if (kept === 0) return { data: new Float64Array(rows), rows, columns: 1 }
  const data = new Float64Array(rows * kept)
  for (let row = 0; row < rows; row++) {
    for (let l = 0; l < kept; l++) {
      let sum = 0
      for (let i = 0; i < columns; i++) sum += standardized[row * columns + i] * vectors[i * columns + l]
      data[row * kept + l] = sum / values[l] ** 0.25
    }
  }
  return { data, rows, columns: kept }
}

/** Each column minus its mean, divided by its standard deviation (divisor N - 1); a constant column becomes zeros. */
function standardize(samples: Matrix, weights: Float64Array | undefined): Float64Array {
  const { data, rows, columns } = samples
  const means = columnMeans(samples, weights)
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : rows
  const unbiased = (variance: number): number => (total > 1 ? (variance * total) / (total - 1) : variance)
  const deviations = columnVariances(samples, means, weights).map(variance => Math.sqrt(unbiased(variance)))
  // A standard deviation below 1e-13 of the column's magnitude is rounding error.
  const scales = deviations.map((deviation, i) => (deviation > 1e-13 * Math.abs(means[i]) ? 1 / deviation : 0))
  return Float64Array.from(data, (value, at) => (value - means[at % columns]) * scales[at % columns])
}
