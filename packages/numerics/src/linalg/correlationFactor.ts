import { choleskyInPlace } from './cholesky.js'

/** The Cholesky factor of a correlation matrix, up to the first column that depends on the columns before it. */
export interface CorrelationFactor {
  /** [D, D] lower L with diag(s)⁻¹ Σ diag(s)⁻¹ = L Lᵀ; only its rows before `dependent` are valid. */
  readonly factor: Float64Array
  /** [D] standard deviations s. */
  readonly deviations: Float64Array
  /** 0-based first column that is a linear combination of the columns before it, up to `tolerance`; undefined if there is none. */
  readonly dependent: number | undefined
}

/**
 * Factors a covariance after scaling it to a unit diagonal, so that the test for dependence does not depend on the columns' units.
 * The squared pivot of a column is 1 minus its squared multiple correlation with the columns before it.
 *
 * @param covariance [D, D] row-major, symmetric, not modified.
 * @param tolerance a squared pivot below it counts as linear dependence. A pivot that is only rounding error may be positive, so
 *   a successful factorisation alone does not show independence.
 */
export function correlationFactor(covariance: Float64Array, columns: number, tolerance: number): CorrelationFactor {
  const deviations = Float64Array.from({ length: columns }, (_, i) => Math.sqrt(covariance[i * columns + i]))
  const factor = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) factor[i * columns + j] = covariance[i * columns + j] / (deviations[i] * deviations[j])
  }
  const failed = choleskyInPlace(factor, columns)
  const factored = failed ? failed.row : columns
  for (let i = 0; i < factored; i++) if (factor[i * columns + i] ** 2 < tolerance) return { factor, deviations, dependent: i }
  return { factor, deviations, dependent: failed?.row }
}
