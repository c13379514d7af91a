import { diagonalOf } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure, storedLength } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'

/**
 * Whether a component has collapsed onto samples that do not vary in some direction, so that at least
 * half of its variance there is the regularisation and the likelihood measures nothing but its size.
 *
 * The likelihood of a mixture has no maximum: it grows without bound as a component closes in on equal
 * values, of which rounded data have many. Such a run is not better than one of less likelihood that
 * describes the data. In the least direction v, vᵀ Σ v < 2 vᵀ A v just if Σ - 2 A is not positive definite.
 *
 * @param addition [D, D] that the M-step adds to every covariance, or [D] its diagonal.
 * @see Hathaway, A constrained formulation of maximum-likelihood estimation for normal mixture
 *   distributions (1985); McLachlan & Peel, Finite Mixture Models (2000), sec. 3.10.
 */
export function hasCollapsed(parameters: MixtureParameters, addition: Float64Array): boolean {
  if (!addition.some(value => value > 0)) return false
  const { covarianceType, components, columns, covariances } = parameters
  const { layout } = covarianceStructure(covarianceType)
  const bound = inOwnShape(addition, covarianceType, columns).map(value => 2 * value)
  for (let k = 0; k < components; k++) if (!layout.exceeds(covariances, { component: k, columns, bound })) return true
  return false
}

/** What reaches a covariance of the structure: all of [D, D], [D] the diagonal, or the mean of the diagonal in its place. */
function inOwnShape(addition: Float64Array, covarianceType: CovarianceType, columns: number): Float64Array {
  if (covarianceStructure(covarianceType).layout.scatter === 'full') return addition
  const diagonal = diagonalOf(addition, columns)
  const isSpherical = storedLength(covarianceType, 1, columns) < columns
  const mean = diagonal.reduce((sum, value) => sum + value, 0) / columns
  return isSpherical ? diagonal.fill(mean) : diagonal
}
