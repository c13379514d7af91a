import { GaussianMixture, type MixtureParameters } from '@mixtura/core'
import { factorCovariance, inverseOfLower } from '@mixtura/numerics'
import type { SavedArray } from '@mixtura/tensor'
import type { NamedArrays } from '../learners/learner.js'
import type { Frame } from '../learners/rowStack.js'

export const startCovarianceTypes = ['full', 'diag'] as const

/** Covariance structures that a learned start can have. */
export type StartCovarianceType = (typeof startCovarianceTypes)[number]

/**
 * Converts a mixture to unconstrained float32 parameters in the units of `frame`:
 *
 *   logits  [K]        ln w_k, up to a constant
 *   means   [K, D]
 *   factors [K, D, D]  Σ_k⁻¹ = B_kᵀ S_k² B_k: ln S_k on the diagonal, the unit lower triangular B_k below, zero above
 *
 * -B[i, j] is the coefficient of column j < i in the regression of column i, and S[i] is 1 over the standard deviation of its
 * residual. This is the modified Cholesky decomposition. Densities then need no linear solve, and averages of the parameters are
 * meaningful.
 *
 * @see Pourahmadi, Joint mean-covariance models with applications to longitudinal data (1999), section 2.
 */
export function arraysOfMixture(mixture: MixtureParameters, { offset, factor }: Frame): NamedArrays {
  const model = GaussianMixture.fromParameters(mixture)
  const { components, columns } = model
  const logits = Float32Array.from(model.weights, Math.log)
  const means = Float32Array.from(model.means, (value, i) => (value - offset[i % columns]) * factor[i % columns])
  const factors = new Float32Array(components * columns * columns)
  for (let k = 0; k < components; k++) {
    const covariance = model.componentCovariance(k).map((value, at) => value * factor[Math.floor(at / columns)] * factor[at % columns])
    const white = inverseOfLower(factorCovariance(covariance, columns, k), columns)
    for (let i = 0; i < columns; i++) {
      const scale = white[i * columns + i]
      for (let j = 0; j < i; j++) factors[(k * columns + i) * columns + j] = white[i * columns + j] / scale
      factors[(k * columns + i) * columns + i] = Math.log(scale)
    }
  }
  return {
    logits: { shape: [components], data: logits },
    means: { shape: [components, columns], data: means },
    factors: { shape: [components, columns, columns], data: factors },
  }
}

/** Converts the parameters back to a mixture in data units and float64, as core's fits take it. */
export function mixtureOfArrays(
  { logits, means, factors }: NamedArrays,
  { offset, factor }: Frame,
  covarianceType: StartCovarianceType,
): MixtureParameters {
  const [components, columns] = means.shape
  const size = columns * columns
  const covariances = new Float64Array(components * (covarianceType === 'full' ? size : columns))
  for (let k = 0; k < components; k++) {
    const white = whiteningOf(factors, k)
    const root = inverseOfLower(white, columns)
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0
        for (let l = 0; l <= j; l++) sum += root[i * columns + l] * root[j * columns + l]
        const covariance = sum / (factor[i] * factor[j])
        if (covarianceType === 'full') {
          covariances[k * size + i * columns + j] = covariance
          covariances[k * size + j * columns + i] = covariance
        } else if (i === j) {
          covariances[k * columns + i] = covariance
        }
      }
    }
  }
  return {
    covarianceType,
    components,
    columns,
    weights: softmax(logits.data),
    means: Float64Array.from(means.data, (value, i) => value / factor[i % columns] + offset[i % columns]),
    covariances,
  }
}

/** [D, D] S B of one component, the inverse of the Cholesky factor of its covariance, in units of the frame. */
export function whiteningOf({ shape: [, columns], data }: SavedArray, component: number): Float64Array {
  const size = columns * columns
  const white = Float64Array.from(data.subarray(component * size, (component + 1) * size))
  for (let i = 0; i < columns; i++) {
    const scale = Math.exp(white[i * columns + i])
    for (let j = 0; j < i; j++) white[i * columns + j] *= scale
    white[i * columns + i] = scale
  }
  return white
}

function softmax(logits: Float32Array): Float64Array {
  const largest = Math.max(...logits)
  const shares = Float64Array.from(logits, logit => Math.exp(logit - largest))
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map(share => share / total)
}
