import { covarianceStructure } from '../covariance/structures.js'
import { choleskyInPlace } from '../linalg/cholesky.js'
import type { MixtureParameters } from './parameters.js'

/**
 * Whether a component has collapsed onto samples that do not vary in some direction, so that at least
 * half of its variance there is the regularisation and the likelihood measures nothing but its size.
 *
 * The likelihood of a mixture has no maximum: it grows without bound as a component closes in on equal
 * values, of which rounded data have many. Such a run is not better than one of less likelihood that
 * describes the data. In the least direction v, vᵀ Σ v < 2 vᵀ A v just if Σ - 2 A is not positive definite.
 *
 * @param addition [D, D] that the M-step adds to every covariance.
 * @see Hathaway, A constrained formulation of maximum-likelihood estimation for normal mixture
 *   distributions (1985); McLachlan & Peel, Finite Mixture Models (2000), sec. 3.10.
 */
export function hasCollapsed(parameters: MixtureParameters, addition: Float64Array): boolean {
  if (!addition.some(value => value > 0)) return false
  const { components, columns, covariances } = parameters
  const { layout } = covarianceStructure(parameters.covarianceType)
  for (let k = 0; k < components; k++) {
    const remainder = layout.expand(covariances, k, columns).map((value, i) => value - 2 * addition[i]!)
    if (choleskyInPlace(remainder, columns)) return true
  }
  return false
}
