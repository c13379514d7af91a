import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import { expectedCovariances } from './expectedMixture.js'
import type { MixturePosterior, NormalWishartPrior } from './posterior.js'
import { precisionFamily } from './precisionFamily.js'
import { weightDivergence } from './weightPosterior.js'

/**
 * KL(q ‖ p) of all parameters, nats: the expected log-likelihood minus the evidence lower bound.
 *
 *   KL(q(π) ‖ p(π)) + Σ KL(q(Λ) ‖ p(Λ)) + Σ_k ½ [D (β₀/β_k - 1 - ln(β₀/β_k)) + β₀ (m_k - m₀)ᵀ E Λ_k (m_k - m₀)]
 *
 * @see Bishop (2006), eq. 10.74 and 10.77; `PrecisionFamily` for the second term.
 */
export function posteriorDivergence(posterior: MixturePosterior, prior: NormalWishartPrior): number {
  const { covarianceType, components, columns } = posterior
  const { layout } = covarianceStructure(covarianceType)
  const { factors, logDeterminants } = layout.factor(expectedCovariances(posterior), components, columns)
  const isDiagonal = layout.scatter === 'diagonal'
  const priorCovariance = isDiagonal
    ? layout.variances(prior.covariance, 0, columns)
    : expandCovariance(layout, prior.covariance, { component: 0, columns })
  const priorLogDeterminant = -2 * layout.factor(prior.covariance, 1, columns).logDeterminants[0]
  let divergence = weightDivergence(posterior.weights, prior.weightConcentration)
  for (let k = 0; k < components; k++) {
    // P with E Λ_k = Pᵀ P: its rows, or its diagonal.
    const precision = isDiagonal ? factors.subarray(k * columns, (k + 1) * columns) : matrixRows(factors, k, columns)
    divergence += meanDivergence(posterior, { prior, precision, k })
    if (k > 0 && layout.shared) continue
    // ln |C| = D ln ν - ln |E Λ|
    const logDeterminant = columns * Math.log(posterior.degreesOfFreedom[k]) - 2 * logDeterminants[k]
    divergence += precisionDivergence(posterior, {
      prior,
      k,
      logRatio: logDeterminant - priorLogDeterminant,
      trace:
        precision instanceof Float64Array
          ? precision.reduce((sum, factor, i) => sum + priorCovariance[i] * factor ** 2, 0)
          : precision.reduce((sum, row) => sum + quadraticForm(priorCovariance, row), 0),
    })
  }
  return divergence
}

function meanDivergence(
  { columns, meanPrecisions, means }: MixturePosterior,
  { prior, precision, k }: {
    readonly prior: NormalWishartPrior
    readonly precision: readonly Float64Array[] | Float64Array
    readonly k: number
  },
): number {
  const ratio = prior.meanPrecision / meanPrecisions[k]
  let squaredDistance = 0
  const difference = prior.mean.map((mean, i) => means[k * columns + i] - mean)
  if (precision instanceof Float64Array) precision.forEach((factor, i) => (squaredDistance += (factor * difference[i]) ** 2))
  else for (const row of precision) squaredDistance += row.reduce((sum, factor, i) => sum + factor * difference[i], 0) ** 2
  return 0.5 * (columns * (ratio - 1 - Math.log(ratio)) + prior.meanPrecision * squaredDistance)
}

/**
 * @param logRatio ln(|C| / |C₀|)
 * @param trace tr(C₀ E Λ)
 */
function precisionDivergence(
  { covarianceType, columns, degreesOfFreedom }: MixturePosterior,
  { prior, k, logRatio, trace }: {
    readonly prior: NormalWishartPrior
    readonly k: number
    readonly logRatio: number
    readonly trace: number
  },
): number {
  const family = precisionFamily(covarianceType)
  const nu = degreesOfFreedom[k]
  const nu0 = prior.degreesOfFreedom
  return (
    0.5 * nu0 * logRatio +
    family.logGamma(nu0, columns) -
    family.logGamma(nu, columns) +
    0.5 * (nu - nu0) * family.digamma(nu, columns) -
    0.5 * nu * columns +
    0.5 * trace
  )
}

function matrixRows(factors: Float64Array, k: number, columns: number): readonly Float64Array[] {
  return Array.from({ length: columns }, (_, row) =>
    factors.subarray((k * columns + row) * columns, (k * columns + row + 1) * columns),
  )
}

/** vᵀ C v */
function quadraticForm(matrix: Float64Array, vector: Float64Array): number {
  const size = vector.length
  let sum = 0
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) sum += vector[i] * matrix[i * size + j] * vector[j]
  }
  return sum
}
