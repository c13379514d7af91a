import { covarianceStructure } from '../covariance/structures.js'
import { DegenerateCovarianceError } from '../errors.js'
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
  const { covarianceType, components, columns, covariances } = parameters
  const structure = covarianceStructure(covarianceType)
  const remainder = covariances.slice()
  structure.regularize(remainder, addition.map(value => -2 * value), components, columns)
  try {
    structure.factor(remainder, components, columns)
    return false
  } catch (error) {
    if (!(error instanceof DegenerateCovarianceError)) throw error
    return true
  }
}
