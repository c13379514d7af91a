import { DegenerateCovarianceError } from '@mixtura/core'

/**
 * The lower factor L of Σ = L Lᵀ.
 *
 * @param covariance [D, D] row-major, symmetric.
 * @param component named by the error.
 * @returns [D, D], zero above the diagonal.
 * @throws {DegenerateCovarianceError} if Σ is not positive definite.
 */
export function lowerCholesky(covariance: Float64Array, columns: number, component: number): Float64Array {
  const factor = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = covariance[i * columns + j]
      for (let k = 0; k < j; k++) rest -= factor[i * columns + k] * factor[j * columns + k]
      if (i > j) {
        factor[i * columns + j] = rest / factor[j * columns + j]
        continue
      }
      if (!(rest > 0)) throw new DegenerateCovarianceError(component, rest, i)
      factor[i * columns + i] = Math.sqrt(rest)
    }
  }
  return factor
}

/** L⁻¹, lower triangular too, by forward substitution. */
export function invertLower(factor: Float64Array, columns: number): Float64Array {
  const inverse = new Float64Array(columns * columns)
  for (let j = 0; j < columns; j++) {
    inverse[j * columns + j] = 1 / factor[j * columns + j]
    for (let i = j + 1; i < columns; i++) {
      let sum = 0
      for (let k = j; k < i; k++) sum += factor[i * columns + k] * inverse[k * columns + j]
      inverse[i * columns + j] = -sum / factor[i * columns + i]
    }
  }
  return inverse
}
