import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure, storedLength } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { MixturePosterior, NormalWishartPrior } from './posterior.js'
import type { BayesianCovarianceType } from './precisionFamily.js'
import { updateWeights } from './weightPosterior.js'

/**
 * The variational M-step: the q(π) Π_k q(μ_k, Λ_k) that maximises the bound for the responsibilities of the statistics.
 *
 *   β_k = β₀ + N_k,  m_k = (β₀ m₀ + N_k x̄_k) / β_k,  ν_k = ν₀ + N_k,
 *   C_k = C₀ + N_k S_k + β₀ N_k / β_k (x̄_k - m₀)(x̄_k - m₀)ᵀ
 *
 * 'tied' sums N_k and the terms after C₀ over k. 'diag' uses only the diagonals, 'spherical' the means of the diagonals.
 *
 * Components are sorted by descending N_k. Exchanging the neighbours j and j + 1 of a stick-breaking posterior changes the bound by
 * the logarithm of (γ + N_{j+1} + Σ_{i>j+1} N_i) / (γ + N_j + Σ_{i>j+1} N_i). So this order has the largest bound for the given
 * responsibilities, and sorting cannot lower the bound. The bound of a Dirichlet does not depend on the order.
 *
 * @see Bishop (2006), eq. 10.60 to 10.63; Kurihara, Welling & Teh, Collapsed variational Dirichlet process mixture
 *   models (2007), for the order.
 */
export function updatePosterior(statistics: SufficientStatistics, prior: NormalWishartPrior): MixturePosterior {
  const { components, columns, scatter } = statistics
  const { covarianceType, meanPrecision } = prior
  const { layout } = covarianceStructure(covarianceType)
  const observedMeans = sampleMeans(statistics)
  const order = descendingOrder(statistics.counts, observedMeans)
  const counts = statistics.counts.map((_, k) => statistics.counts[order[k]])

  const meanPrecisions = counts.map(count => meanPrecision + count)
  const means = new Float64Array(components * columns)
  const degreesOfFreedom = new Float64Array(layout.shared ? 1 : components).fill(prior.degreesOfFreedom)
  const inverseScales = new Float64Array(storedLength(covarianceType, components, columns))
  const blockLength = prior.covariance.length
  for (let at = 0; at < inverseScales.length; at += blockLength) inverseScales.set(prior.covariance, at)

  const shift = new Float64Array(columns)
  const fromPrior = new Float64Array(columns)
  for (let k = 0; k < components; k++) {
    const from = order[k]
    const count = counts[k]
    for (let i = 0; i < columns; i++) {
      const at = from * columns + i
      shift[i] = observedMeans[at] - statistics.centres[at]
      fromPrior[i] = observedMeans[at] - prior.mean[i]
      means[k * columns + i] = prior.mean[i] + (count / meanPrecisions[k]) * fromPrior[i]
    }
    degreesOfFreedom[layout.shared ? 0 : k] += count
    const shrunk = (meanPrecision * count) / meanPrecisions[k]
    const scatterAt = (i: number, j: number): number => {
      const at = scatter === 'full' ? (from * columns + i) * columns + j : from * columns + i
      return statistics.scatters[at] - count * shift[i] * shift[j] + shrunk * fromPrior[i] * fromPrior[j]
    }
    addScatter(inverseScales.subarray(layout.shared ? 0 : k * blockLength), { covarianceType, columns, scatterAt })
  }
  return {
    covarianceType,
    components,
    columns,
    weights: updateWeights(prior.weights, prior.weightConcentration, counts),
    meanPrecisions,
    means,
    degreesOfFreedom,
    inverseScales,
  }
}

/**
 * The posterior for the statistics that a mixture implies for N rows: N w_k rows of mean μ_k and covariance Σ_k. If the mixture is
 * the M-step of some responsibilities, it is the posterior for the same responsibilities.
 */
export function posteriorOfMixture(mixture: MixtureParameters, totalWeight: number, prior: NormalWishartPrior): MixturePosterior {
  const { covarianceType, components, columns, weights, means } = mixture
  const { layout } = covarianceStructure(covarianceType)
  const counts = weights.map(weight => weight * totalWeight)
  const full = layout.scatter === 'full'
  const blockLength = columns * (full ? columns : 1)
  const scatters = new Float64Array(components * blockLength)
  for (let k = 0; k < components; k++) {
    const covariance = full
      ? expandCovariance(layout, mixture.covariances, { component: k, columns })
      : layout.variances(mixture.covariances, k, columns)
    scatters.set(covariance.map(value => counts[k] * value), k * blockLength)
  }
  const sums = new Float64Array(means.length)
  const statistics = { components, columns, rows: totalWeight, totalWeight, logLikelihood: NaN, centres: means, counts, sums }
  return updatePosterior({ ...statistics, scatter: layout.scatter, scatters }, prior)
}

/** [K, D] x̄_k. A component without rows has its centre here, which then has no influence. */
function sampleMeans({ components, columns, centres, counts, sums }: SufficientStatistics): Float64Array {
  const means = centres.slice()
  for (let k = 0; k < components; k++) {
    if (!(counts[k] > minCount)) continue
    for (let i = 0; i < columns; i++) means[k * columns + i] += sums[k * columns + i] / counts[k]
  }
  return means
}

/** Below this count, the ratio of sums to counts is no longer accurate. */
const minCount = 1e-200

function descendingOrder(counts: Float64Array, means: Float64Array): readonly number[] {
  const columns = means.length / counts.length
  return Array.from(counts.keys()).sort((a, b) => {
    // Counts are compared with the rounding of the concentrations: differences that are lost there are ignored.
    const difference = 1 + counts[b] - (1 + counts[a])
    if (difference !== 0) return difference
    for (let i = 0; i < columns; i++) {
      const distance = means[a * columns + i] - means[b * columns + i]
      if (distance !== 0) return distance
    }
    return a - b
  })
}

function addScatter(
  block: Float64Array,
  { covarianceType, columns, scatterAt }: {
    readonly covarianceType: BayesianCovarianceType
    readonly columns: number
    readonly scatterAt: (i: number, j: number) => number
  },
): void {
  for (let i = 0; i < columns; i++) {
    if (covarianceType === 'diag') block[i] += scatterAt(i, i)
    else if (covarianceType === 'spherical') block[0] += scatterAt(i, i) / columns
    else {
      for (let j = 0; j <= i; j++) {
        const value = scatterAt(i, j)
        block[i * columns + j] += value
        if (j < i) block[j * columns + i] += value
      }
    }
  }
}
