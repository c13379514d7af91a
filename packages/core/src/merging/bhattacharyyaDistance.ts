import { choleskyInPlace, DegenerateCovarianceError } from '@mixtura/numerics'
import { logDeterminant, type WeightedGaussian } from '../hierarchy/weightedGaussian.js'

/**
 * Bhattacharyya distance of two Gaussians; it ignores their weights, is symmetric, and is 0 if they are equal:
 *
 *   d = ⅛ (μ_a - μ_b)ᵀ Σ̄⁻¹ (μ_a - μ_b) + ½ ln(|Σ̄| / √(|Σ_a| |Σ_b|)),  Σ̄ = (Σ_a + Σ_b) / 2
 *
 * If both are equally probable, the Bayes error of classification is at most ½ e^(-d). d has no units.
 *
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite; component 0 is `a`, 1 is `b`.
 * @see Fukunaga, Introduction to Statistical Pattern Recognition (1990), sec. 3.4; Hennig, Methods for merging Gaussian
 *   mixture components (2010).
 */
export function bhattacharyyaDistance(a: WeightedGaussian, b: WeightedGaussian): number {
  const columns = a.mean.length
  const factor = a.covariance.map((value, i) => (value + b.covariance[i]) / 2)
  const failed = choleskyInPlace(factor, columns)
  if (failed) throw new DegenerateCovarianceError(0, failed.pivot, failed.row)
  const solved = new Float64Array(columns)
  let squared = 0
  let logMiddle = 0
  for (let i = 0; i < columns; i++) {
    let value = a.mean[i] - b.mean[i]
    for (let j = 0; j < i; j++) value -= factor[i * columns + j] * solved[j]
    solved[i] = value / factor[i * columns + i]
    squared += solved[i] ** 2
    logMiddle += 2 * Math.log(factor[i * columns + i])
  }
  const logEnds = logDeterminant(a.covariance, columns, 0) + logDeterminant(b.covariance, columns, 1)
  // For equal covariances the logarithm is 0 up to rounding errors, which may be negative.
  return squared / 8 + Math.max(0, logMiddle - logEnds / 2) / 2
}
