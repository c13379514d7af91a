import { diagonalOf } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure, storedLength } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'

/**
 * Whether a component has collapsed: in some direction its samples hardly vary, and at least half of its variance there is
 * the regularisation A.
 *
 * The likelihood of a mixture is unbounded. It grows without limit as a component shrinks onto equal values, and rounded
 * data have many of these. The likelihood of such a run then depends on the size of A alone, so the run is not better than
 * a less likely one that describes the data. A direction v with vᵀ Σ v <= 2 vᵀ A v exists if and only if Σ - 2 A is not
 * positive definite.
 *
 * @param addition [D, D] A, which the M-step adds to every covariance, or [D] its diagonal.
 * @see Hathaway, A constrained formulation of maximum-likelihood estimation for normal mixture
 *   distributions (1985); McLachlan & Peel, Finite Mixture Models (2000), sec. 3.10.
 */
export function hasCollapsed(parameters: MixtureParameters, addition: Float64Array): boolean {
  if (!addition.some(value => value > 0)) return false
  const { covarianceType, components, columns, covariances } = parameters
  const { layout } = covarianceStructure(covarianceType)
  const bound = inStructure(addition, covarianceType, columns).map(value => 2 * value)
  for (let k = 0; k < components; k++) if (!layout.exceeds(covariances, { component: k, columns, bound })) return true
  return false
}

/** The addition as the structure receives it: the matrix [D, D], its diagonal [D], or [D] times the mean of the diagonal. */
function inStructure(addition: Float64Array, covarianceType: CovarianceType, columns: number): Float64Array {
  if (covarianceStructure(covarianceType).layout.scatter === 'full') return addition
  const diagonal = diagonalOf(addition, columns)
  const isSpherical = storedLength(covarianceType, 1, columns) < columns
  const mean = diagonal.reduce((sum, value) => sum + value, 0) / columns
  return isSpherical ? diagonal.fill(mean) : diagonal
}
