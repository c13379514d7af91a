import { requireIndices } from '@mixtura/numerics/validation'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'
import { FarComponentsError } from '../model/farComponentsError.js'

/**
 * The Gaussian with the mean and the covariance of some components together. With their weights w scaled to sum 1:
 *
 *   μ = Σ_k w_k μ_k,   Σ = Σ_k w_k (Σ_k + (μ_k - μ)(μ_k - μ)ᵀ)
 *
 * It minimises KL(components ‖ Gaussian) over all Gaussians.
 *
 * @param components 0-based, distinct, at least one.
 * @throws {ShapeError} if they are not.
 * @see Runnalls, Kullback-Leibler approach to Gaussian mixture reduction (2007).
 */
export function mergedParameters(parameters: MixtureParameters, components: readonly number[]): MixtureParameters {
  requireMixture('model', parameters)
  requireIndices('components', components, { kind: 'component', count: parameters.components })
  const { columns, weights, means, covariances } = parameters
  const { layout } = covarianceStructure(parameters.covarianceType)
  const total = components.reduce((sum, k) => sum + weights[k], 0)
  const pilot = components[0] * columns
  const mean = means.slice(pilot, pilot + columns)
  for (const k of components) {
    for (let i = 0; i < columns; i++) mean[i] += (weights[k] / total) * (means[k * columns + i] - means[pilot + i])
  }
  const merged = new Float64Array(columns * columns)
  for (const k of components) {
    const share = weights[k] / total
    const covariance = expandCovariance(layout, covariances, { component: k, columns })
    for (let i = 0; i < columns; i++) {
      const deviation = means[k * columns + i] - mean[i]
      for (let j = 0; j < columns; j++) {
        merged[i * columns + j] += share * covariance[i * columns + j] + share * deviation * (means[k * columns + j] - mean[j])
      }
    }
  }
  if (!merged.every(Number.isFinite)) throw new FarComponentsError(`the joint covariance of components ${components.join(', ')}`)
  return { covarianceType: 'full', components: 1, columns, weights: Float64Array.of(1), means: mean, covariances: merged }
}
