import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure, storedLength } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { MixturePosterior, NormalWishartPrior } from './posterior.js'
import type { BayesianCovarianceType } from './precisionFamily.js'
import { updateWeights } from './weightPosterior.js'

/**
 * The variational M-step: q(π) Π_k q(μ_k, Λ_k) that maximises the bound for the responsibilities behind the statistics.
 *
 *   β_k = β₀ + N_k,  m_k = (β₀ m₀ + N_k x̄_k) / β_k,  ν_k = ν₀ + N_k,
 *   C_k = C₀ + N_k S_k + β₀ N_k / β_k (x̄_k - m₀)(x̄_k - m₀)ᵀ
 *
 * 'tied' sums N_k and the terms behind C₀ over k; 'diag' keeps their diagonals, 'spherical' the means of these.
 *
 * Components are put in order of descending N_k. Exchanging the neighbours j and j + 1 of a stick-breaking posterior
 * changes the bound by the logarithm of (γ + N_{j+1} + Σ_{i>j+1} N_i) / (γ + N_j + Σ_{i>j+1} N_i), so this is the best of
 * all orders, for the given responsibilities, and the bound cannot fall by it; a Dirichlet does not care.
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
 * The posterior after a mixture's own statistics of N rows: N w_k of mean μ_k and covariance Σ_k. Where a mixture is the
 * M-step of some responsibilities, it is the posterior of these.
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

/** [K, D] x̄_k; of a component without rows its centre, which then counts for nothing. */
function sampleMeans({ components, columns, centres, counts, sums }: SufficientStatistics): Float64Array {
  const means = centres.slice()
  for (let k = 0; k < components; k++) {
    if (!(counts[k] > smallestCount)) continue
    for (let i = 0; i < columns; i++) means[k * columns + i] += sums[k * columns + i] / counts[k]
  }
  return means
}

/** Below it, sums are no longer accurate multiples of counts. */
const smallestCount = 1e-200

function descendingOrder(counts: Float64Array, means: Float64Array): readonly number[] {
  const columns = means.length / counts.length
  return Array.from(counts.keys()).sort((a, b) => {
    // As the concentrations have it: differences that they cannot hold decide nothing.
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
