import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { MixturePosterior } from './posterior.js'
import { logDeterminantGap } from './precisionFamily.js'
import { scaledWeights } from './scaledWeights.js'
import { expectedLogWeights } from './weightPosterior.js'

/** A mixture whose weights do not sum to 1. */
export interface UnnormalizedMixture {
  readonly mixture: MixtureParameters
  /** Constant to add to every log-density of `mixture`, nats. */
  readonly offset: number
}

/**
 * The mixture whose E-step equals the variational E-step. Its precisions are E Λ_k. Its weights include the other expectations:
 *
 *   ln w_k = E ln π_k + ½ (E ln |Λ_k| - ln |E Λ_k|) - D / (2 β_k)
 *
 * Then w_k N(x; m_k, (E Λ_k)⁻¹) = exp E ln(π_k N(x; μ_k, Λ_k⁻¹)) exactly, so any source of statistics can compute the E-step.
 *
 * @see Bishop (2006), eq. 10.46, 10.64 and 10.65.
 */
export function expectedMixture(posterior: MixturePosterior): UnnormalizedMixture {
  const { covarianceType, components, columns, degreesOfFreedom, meanPrecisions, means } = posterior
  const logWeights = expectedLogWeights(posterior.weights).map((logWeight, k) => {
    const nu = degreesOfFreedom[degreesOfFreedom.length === 1 ? 0 : k]
    return logWeight + logDeterminantGap(covarianceType, nu, columns) - columns / (2 * meanPrecisions[k])
  })
  const { weights, offset } = scaledWeights(logWeights)
  const covariances = expectedCovariances(posterior)
  return { mixture: { covarianceType, components, columns, weights, means, covariances }, offset }
}

/** (E Λ_k)⁻¹ = C_k / ν_k in the layout of `inverseScales`, data units squared. */
export function expectedCovariances({ covarianceType, components, degreesOfFreedom, inverseScales }: MixturePosterior): Float64Array {
  const blocks = covarianceStructure(covarianceType).layout.shared ? 1 : components
  const blockLength = inverseScales.length / blocks
  return inverseScales.map((value, at) => value / degreesOfFreedom[Math.floor(at / blockLength)])
}
