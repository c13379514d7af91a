import { DegenerateCovarianceError } from '@mixtura/numerics'
import type { CentredMoments } from './covarianceStructure.js'

/** [D, D] symmetric W_k, from the lower triangles of the moments. */
export function scatterMatrix({ columns, scatters }: CentredMoments, component: number): Float64Array {
  const matrix = new Float64Array(columns * columns)
  const offset = component * columns * columns
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      const value = scatters[offset + i * columns + j]
      matrix[i * columns + j] = value
      matrix[j * columns + i] = value
    }
  }
  return matrix
}

/** [K] the matrices W_k. */
export function scatterMatrices(moments: CentredMoments): readonly Float64Array[] {
  return Array.from({ length: moments.components }, (_, k) => scatterMatrix(moments, k))
}

/** [D] diagonal of W_k from moments that hold diagonals only. */
export function scatterDiagonals({ components, columns, scatters }: CentredMoments): readonly Float64Array[] {
  return Array.from({ length: components }, (_, k) => scatters.subarray(k * columns, (k + 1) * columns))
}

/** Σ_k factors[k] values[k], elementwise. */
export function weightedSum(values: readonly Float64Array[], factors: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(values[0].length)
  values.forEach((value, k) => {
    for (let i = 0; i < sum.length; i++) sum[i] += factors[k] * value[i]
  })
  return sum
}

/** The arrays one after the other, each times its factor. */
export function concatenateScaled(arrays: readonly Float64Array[], factor: (k: number) => number): Float64Array {
  const size = arrays[0].length
  const all = new Float64Array(arrays.length * size)
  arrays.forEach((array, k) => {
    for (let i = 0; i < size; i++) all[k * size + i] = factor(k) * array[i]
  })
  return all
}

/**
 * The D-th root of the product of D positive values: the volume of a diagonal matrix.
 *
 * @throws {DegenerateCovarianceError} of `component`, if a value is not positive.
 */
export function geometricMean(values: Float64Array, component: number): number {
  requirePositive(values, component)
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/** @throws {DegenerateCovarianceError} of `component`, if a value is not positive. */
export function requirePositive(values: Float64Array, component: number): void {
  for (let at = 0; at < values.length; at++) if (!(values[at] > 0)) throw new DegenerateCovarianceError(component, values[at], at)
}
