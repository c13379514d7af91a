import { covarianceStructure } from '../covariance/structures.js'
import { choleskyInPlace } from '../linalg/cholesky.js'
import type { MixtureParameters } from './parameters.js'

/**
 * Components that have collapsed: in some direction their covariance is mostly regularisation, so without it
 * their samples would lie in a plane, and the likelihood would grow without bound. It measures the regularisation
 * there, not the data; rounded values and repeated rows bring such components about.
 *
 * Σ_k - 2 R is then not positive definite, R being what the M-step adds to every covariance.
 *
 * @param regularization [D, D] R; without regularisation nothing can collapse and stand.
 * @see Day, Estimating the components of a mixture of normal distributions (1969), for the unbounded likelihood.
 */
export function collapsedComponents(parameters: MixtureParameters, regularization: Float64Array): readonly number[] {
  if (!regularization.some(value => value > 0)) return []
  const { components, columns, covariances } = parameters
  const { layout } = covarianceStructure(parameters.covarianceType)
  return Array.from({ length: components }, (_, k) => k).filter(k => {
    const rest = layout.expand(covariances, k, columns).map((value, i) => value - 2 * regularization[i]!)
    return choleskyInPlace(rest, columns) !== undefined
  })
}
