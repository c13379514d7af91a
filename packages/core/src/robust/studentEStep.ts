import { logGamma } from '@mixtura/numerics'
import type { StudentDistances } from './studentDistances.js'
import type { StudentParameters } from './studentParameters.js'

export interface StudentEStep {
  /** [N, K] r_nk. Each row sums to 1, or to its row weight. */
  readonly responsibilities: Float64Array
  /** [N] ln p(x_n), nats. */
  readonly logDensities: Float64Array
  /** Sum of the log-densities, each times its row weight, nats. */
  readonly logLikelihood: number
}

/**
 * Posterior probabilities of the components, in log space:
 *
 *   ln w_k t(x; μ_k, Σ_k, ν_k) = ln w_k + ln Γ((ν_k + D)/2) - ln Γ(ν_k/2) - D/2 ln(ν_k π) - ½ ln |Σ_k| - (ν_k + D)/2 ln(1 + δ_k/ν_k)
 *
 * @param rowWeights [N] how often each row counts; once each if left out.
 * @see Peel & McLachlan, Robust mixture modelling using the t distribution (2000).
 */
export function studentEStep(
  parameters: StudentParameters,
  { squared, logDeterminants }: StudentDistances,
  rowWeights?: Float64Array,
): StudentEStep {
  const { components, columns, weights, degreesOfFreedom } = parameters
  const rows = squared.length / components
  const constants = degreesOfFreedom.map(
    (nu, k) =>
      Math.log(weights[k]) + logGamma((nu + columns) / 2) - logGamma(nu / 2) - 0.5 * columns * Math.log(nu * Math.PI) + logDeterminants[k],
  )
  const responsibilities = new Float64Array(squared.length)
  const logDensities = new Float64Array(rows)
  let logLikelihood = 0
  for (let row = 0; row < rows; row++) {
    let largest = -Infinity
    for (let k = 0; k < components; k++) {
      const at = row * components + k
      const nu = degreesOfFreedom[k]
      responsibilities[at] = constants[k] - 0.5 * (nu + columns) * Math.log1p(squared[at] / nu)
      largest = Math.max(largest, responsibilities[at])
    }
    let sum = 0
    for (let k = 0; k < components; k++) {
      const at = row * components + k
      responsibilities[at] = Math.exp(responsibilities[at] - largest)
      sum += responsibilities[at]
    }
    const weight = rowWeights ? rowWeights[row] : 1
    for (let k = 0; k < components; k++) responsibilities[row * components + k] *= weight / sum
    logDensities[row] = largest + Math.log(sum)
    logLikelihood += weight * logDensities[row]
  }
  return { responsibilities, logDensities, logLikelihood }
}

/** [N, K] u_nk = (ν_k + D) / (ν_k + δ_nk): the weight of row n in component k. It is above 1 near the centre and close to 0 far from it (Peel & McLachlan 2000). */
export function outlierWeights({ components, columns, degreesOfFreedom }: StudentParameters, { squared }: StudentDistances): Float64Array {
  return squared.map((distance, at) => {
    const nu = degreesOfFreedom[at % components]
    return (nu + columns) / (nu + distance)
  })
}
