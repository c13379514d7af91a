import type { Matrix } from '@mixtura/numerics'

/** A mixture with diagonal covariances. */
interface DiagonalParameters {
  readonly components: number
  readonly columns: number
  /** [K] */
  readonly weights: Float64Array
  /** [K, D] */
  readonly means: Float64Array
  /** [K, D] variances. */
  readonly covariances: Float64Array
}

/** Index of the mixture with the greatest likelihood of the samples; the first one if several are equal. */
export function likeliestMixture(mixtures: readonly DiagonalParameters[], samples: Matrix): number {
  if (mixtures.length === 1) return 0
  const logLikelihoods = mixtures.map(mixture => meanLogLikelihood(mixture, samples))
  return logLikelihoods.indexOf(Math.max(...logLikelihoods))
}

/**
 * 1/N Σ_n ln Σ_k w_k N(x_n; μ_k, diag σ²_k), nats per sample. It is called with some hundred samples and a handful of mixtures,
 * for which creating a GaussianMixture of core would take longer than the computation.
 */
export function meanLogLikelihood({ components, columns, weights, means, covariances }: DiagonalParameters, { data, rows }: Matrix): number {
  const constants = Float64Array.from(weights, (weight, k) => {
    let logDeterminant = 0
    for (let i = 0; i < columns; i++) logDeterminant += Math.log(covariances[k * columns + i])
    return Math.log(weight) - 0.5 * (columns * Math.log(2 * Math.PI) + logDeterminant)
  })
  const joint = new Float64Array(components)
  let total = 0
  for (let row = 0; row < rows; row++) {
    let greatest = -Infinity
    for (let k = 0; k < components; k++) {
      let distance = 0
      for (let i = 0; i < columns; i++) {
        const at = k * columns + i
        distance += (data[row * columns + i] - means[at]) ** 2 / covariances[at]
      }
      joint[k] = constants[k] - 0.5 * distance
      greatest = Math.max(greatest, joint[k])
    }
    let sum = 0
    for (let k = 0; k < components; k++) sum += Math.exp(joint[k] - greatest)
    total += greatest + Math.log(sum)
  }
  return total / rows
}
