import { factorCovariance, inverseOfLower } from '@mixtura/numerics'

/** Λ = Σ⁻¹ = U Uᵀ, U = (I + A) diag(1 / √v): A strictly upper triangular, v the variance of each column given those before it. */
export interface PrecisionFactor {
  /** A, [Z, Z] row-major. */
  readonly slants: Float64Array
  /** v, [Z] */
  readonly conditionalVariances: Float64Array
}

/**
 * Factors the precision of a covariance Σ = L Lᵀ, with U = L⁻ᵀ. This is the modified Cholesky decomposition, whose parts A and
 * ln v are unconstrained.
 *
 * @param covariance [Z, Z] row-major.
 * @param component index that the error names.
 * @throws {DegenerateCovarianceError} if Σ is not positive definite.
 * @see Pourahmadi, Joint mean-covariance models with applications to longitudinal data (1999).
 */
export function precisionFactor(covariance: Float64Array, columns: number, component: number): PrecisionFactor {
  // Row j of L⁻¹ is column j of U. Divided by its diagonal entry, it is column j of I + A.
  const inverse = inverseOfLower(factorCovariance(covariance, columns, component), columns)
  const slants = new Float64Array(columns * columns)
  const conditionalVariances = new Float64Array(columns)
  for (let j = 0; j < columns; j++) {
    const diagonal = inverse[j * columns + j]
    conditionalVariances[j] = 1 / diagonal ** 2
    for (let i = 0; i < j; i++) slants[i * columns + j] = inverse[j * columns + i] / diagonal
  }
  return { slants, conditionalVariances }
}

/** Λ = (I + A) diag(1 / v) (I + A)ᵀ, [Z, Z] row-major. */
export function precisionOf({ slants, conditionalVariances }: PrecisionFactor): Float64Array {
  const columns = conditionalVariances.length
  const entry = (i: number, j: number): number => (i === j ? 1 : i < j ? slants[i * columns + j] : 0)
  const precision = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < columns; k++) sum += (entry(i, k) * entry(j, k)) / conditionalVariances[k]
      precision[i * columns + j] = precision[j * columns + i] = sum
    }
  }
  return precision
}
