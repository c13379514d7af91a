import { GaussianMixture, type MixtureParameters, type ScatterKind } from '@mixtura/core'
import { factorCovariance, inverseOfLower } from '@mixtura/numerics'

/** Parameters for computing densities on a device, relative to another origin. */
export interface DeviceMixture {
  /** [K, D, D] upper triangular L⁻ᵀ with Σ = L Lᵀ, so that (x - μ)ᵀ L⁻ᵀ is white; or [K, D] of 1 / sd. */
  readonly factors: Float32Array
  /** [K, D] μ_k minus the origin, in data units. */
  readonly means: Float32Array
  /** [K] ln w_k - (D/2) ln 2π - ½ ln det Σ_k, minus `reference`, nats. */
  readonly logNormalizers: Float32Array
  /** Typical log-density under the model, nats. The host adds it again in float64. */
  readonly reference: number
}

/**
 * Computes the parameters in float64 and then rounds them to float32.
 *
 * @param origin [D]
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 */
export function deviceMixture(model: MixtureParameters, scatter: ScatterKind, origin: Float64Array): DeviceMixture {
  const mixture = new GaussianMixture(model)
  const { components, columns, weights, means } = mixture
  const size = scatter === 'full' ? columns * columns : columns
  const factors = new Float32Array(components * size)
  const logNormalizers = new Float64Array(components)
  for (let k = 0; k < components; k++) {
    const { factor, logDeterminant } = whiteningFactor(mixture.componentCovariance(k), columns, k)
    for (let i = 0; i < size; i++) factors[k * size + i] = scatter === 'full' ? factor[i] : factor[i * columns + i]
    logNormalizers[k] = Math.log(weights[k]) - 0.5 * columns * Math.log(2 * Math.PI) + logDeterminant
  }
  // E[½ (x - μ)ᵀ Σ⁻¹ (x - μ)] = D / 2, so this is a typical log-density if components are well separated.
  const reference = logNormalizers.reduce((sum, value, k) => sum + weights[k] * value, 0) - columns / 2
  return {
    factors,
    means: Float32Array.from(means, (mean, i) => mean - origin[i % columns]),
    logNormalizers: Float32Array.from(logNormalizers, value => value - reference),
    reference,
  }
}

/** [D, D] upper triangular L⁻ᵀ of a covariance, and ln det L⁻¹. */
function whiteningFactor(
  covariance: Float64Array,
  columns: number,
  component: number,
): { readonly factor: Float64Array; readonly logDeterminant: number } {
  const inverse = inverseOfLower(factorCovariance(covariance, columns, component), columns)
  let logDeterminant = 0
  for (let row = 0; row < columns; row++) logDeterminant += Math.log(inverse[row * columns + row])
  return { factor: inverse.map((_, at) => inverse[(at % columns) * columns + Math.floor(at / columns)]), logDeterminant }
}
