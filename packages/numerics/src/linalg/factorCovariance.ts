import { DegenerateCovarianceError } from '../errors.js'
import { choleskyInPlace } from './cholesky.js'

/**
 * The lower Cholesky factor L of Σ = L Lᵀ, as a copy.
 *
 * @param covariance [D, D] row-major, symmetric; only the lower triangle is read.
 * @param component 0-based component, for the error.
 * @returns [D, D], zero above the diagonal.
 * @throws {DegenerateCovarianceError} if Σ is not positive definite.
 */
export function factorCovariance(covariance: Float64Array, columns: number, component: number): Float64Array {
  const factor = covariance.slice()
  const failed = choleskyInPlace(factor, columns)
  if (failed) throw new DegenerateCovarianceError(component, failed.pivot, failed.row)
  return factor
}
