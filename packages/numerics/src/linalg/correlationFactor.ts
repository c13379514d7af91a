import { choleskyInPlace } from './cholesky.js'

/** The Cholesky factor of a correlation matrix, unless a column depends on those before it. */
export interface CorrelationFactor {
  /** [D, D] lower L with diag(s)⁻¹ Σ diag(s)⁻¹ = L Lᵀ; only its rows before `dependent` mean anything. */
  readonly factor: Float64Array
  /** [D] s, the standard deviations. */
  readonly deviations: Float64Array
  /** 0-based first column that is a linear combination of those before it, up to `tolerance`; undefined if none is. */
  readonly dependent: number | undefined
}

/**
 * Factors a covariance after scaling it to a unit diagonal, so that the judgement does not depend on the units of the columns.
 * The squared pivot of a column is 1 less its squared multiple correlation with the columns before it.
 *
 * @param covariance [D, D] row-major, symmetric, not modified.
 * @param tolerance squared pivots below it are linear dependence. A pivot that is rounding alone may come out positive, so
 *   a factorisation that succeeds proves nothing by itself.
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
