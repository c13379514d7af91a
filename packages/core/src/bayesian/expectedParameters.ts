import type { MixtureParameters } from '../model/parameters.js'
import { expectedCovariances } from './expectedMixture.js'
import type { MixturePosterior } from './posterior.js'
import { expectedWeights } from './weightPosterior.js'

/** Expected weights and means, and covariances (E Λ_k)⁻¹: one mixture that represents the posterior. */
export function expectedParameters(posterior: MixturePosterior): MixtureParameters {
  const { covarianceType, components, columns, means } = posterior
  return { covarianceType, components, columns, weights: expectedWeights(posterior.weights), means, covariances: expectedCovariances(posterior) }
}
