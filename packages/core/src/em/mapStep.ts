import { diagonalStep, entryOf } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure, isSpherical } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import { requireSamples } from '../mixture/requireSamples.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { ConjugatePrior } from './conjugatePrior.js'

export interface MapStepOptions {
  readonly covarianceType: CovarianceType
  readonly prior: ConjugatePrior
  /** The mixture of the E-step; iterative estimates of structures without a closed form begin there. */
  readonly previous?: MixtureParameters
}

/**
 * The M-step to the posterior mode: weights n_k / n, means (n_k x̄_k + κ μ_P) / (n_k + κ), and the covariances that the
 * structure estimates from larger counts and scatters,
 *
 *   n_k + m + e  and  W_k + κ n_k / (n_k + κ) (x̄_k - μ_P)(x̄_k - μ_P)ᵀ + Λ_P
 *
 * m = 1 comes from the prior of the mean (0 without shrinkage). e comes from the prior of the covariance: ν_P + D + 1 for an
 * inverse Wishart, ν_P + 2 for an inverse gamma of each variance, (ν_P + 2) / D for one of a single variance. A covariance
 * that all components share has its prior once, so its total count is n + m K + e. VVV, EEE, VVI, EEI, VII and EII then
 * have the closed forms of the paper. For every other structure the result is the mode under a prior on each Σ_k restricted
 * to the structure. (mclust drops terms for EII, EEI, EVI, EEV and VEV, so it misses the mode there.)
 *
 * @throws {EmptyComponentError} if a component has lost all its samples.
 * @see Fraley & Raftery (2007).
 */
export function mapStep(
  statistics: SufficientStatistics,
  { covarianceType, prior, previous }: MapStepOptions,
): MixtureParameters {
  const { scatter, components, columns, centres, counts, sums } = statistics
  const structure = covarianceStructure(covarianceType)
  const { shrinkage, mean } = prior
  const scale = scaleOf(covarianceType, prior)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const scatters = statistics.scatters.slice()
  const projections = statistics.projections?.slice()
  const means = new Float64Array(components * columns)
  const shift = new Float64Array(columns)
  const pull = new Float64Array(columns)
  const priorShare = structure.layout.shared ? 1 / components : 1
  for (let k = 0; k < components; k++) {
    const count = counts[k]
    requireSamples(count, k, { total, rows: statistics.rows })
    for (let i = 0; i < columns; i++) {
      const at = k * columns + i
      shift[i] = sums[at] / count
      pull[i] = centres[at] + shift[i] - mean[i]
      means[at] = mean[i] + (count / (count + shrinkage)) * pull[i]
    }
    const shrunk = (shrinkage * count) / (count + shrinkage)
    const added = (i: number, j: number): number =>
      shrunk * pull[i] * pull[j] - count * shift[i] * shift[j] + priorShare * entryOf(scale, { columns, i, j })
    if (statistics.directions && projections) addAlong(statistics.directions, projections, { k, components, columns, added })
    for (let i = 0; i < columns; i++) {
      if (scatter === 'diagonal') scatters[k * columns + i] += added(i, i)
      else for (let j = 0; j <= i; j++) scatters[(k * columns + i) * columns + j] += added(i, j)
    }
  }
  const extra = extraRows(covarianceType, prior)
  const extraEach = (shrinkage > 0 ? 1 : 0) + (structure.layout.shared ? extra / components : extra)
  const moments = { components, columns, counts: counts.map(count => count + extraEach), scatters }
  const { directions } = statistics
  const covariances =
    directions && projections && structure.projected && previous
      ? structure.projected.estimate({ ...moments, directions, projections }, previous.covariances)
      : structure.estimate({ ...moments, total: total + components * extraEach }, previous?.covariances)
  return { covarianceType, components, columns, weights: counts.map(count => count / total), means, covariances }
}

/** ln p(μ, Σ) up to a constant, nats. EM with `mapStep` raises the log-likelihood plus this. */
export function logConjugatePrior(parameters: MixtureParameters, prior: ConjugatePrior): number {
  const { covarianceType, components, columns, means, covariances } = parameters
  const { layout } = covarianceStructure(covarianceType)
  const { shrinkage, mean } = prior
  const scale = scaleOf(covarianceType, prior)
  const { factors, logDeterminants } = layout.factor(covariances, components, columns)
  const full = layout.scatter === 'full'
  const step = diagonalStep(scale, columns)
  const extra = extraRows(covarianceType, prior)
  let sum = 0
  for (let k = 0; k < components; k++) {
    const ownPrior = k === 0 || !layout.shared
    sum -= 2 * logDeterminants[k] * ((ownPrior ? extra : 0) + (shrinkage > 0 ? 1 : 0))
    for (let row = 0; row < columns; row++) {
      const at = k * columns + row
      if (!full) {
        sum += shrinkage * (factors[at] * (means[at] - mean[row])) ** 2
        if (ownPrior) sum += scale[row * step] * factors[at] ** 2
        continue
      }
      let projected = 0
      for (let i = 0; i <= row; i++) {
        const factor = factors[at * columns + i]
        projected += factor * (means[k * columns + i] - mean[i])
        if (ownPrior) for (let j = 0; j <= row; j++) sum += factor * scale[i * columns + j] * factors[at * columns + j]
      }
      sum += shrinkage * projected ** 2
    }
  }
  return -0.5 * sum
}

/** Adds A V_k to the projections of component k; A is what `mapStep` adds to its scatter. O(D² m): Λ_P itself is [D, D]. */
function addAlong(
  directions: Float64Array,
  projections: Float64Array,
  { k, components, columns, added }: {
    readonly k: number
    readonly components: number
    readonly columns: number
    readonly added: (i: number, j: number) => number
  },
): void {
  const width = directions.length / (components * columns)
  const origin = k * columns * width
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      const value = added(i, j)
      for (let m = 0; m < width; m++) projections[origin + m * columns + i] += value * directions[origin + m * columns + j]
    }
  }
}

/** e, the power of |Σ|^(-1/2) in the prior of a covariance. */
function extraRows(covarianceType: CovarianceType, { degreesOfFreedom, mean }: ConjugatePrior): number {
  const columns = mean.length
  if (covarianceStructure(covarianceType).layout.scatter === 'full') return degreesOfFreedom + columns + 1
  return isSpherical(covarianceType) ? (degreesOfFreedom + 2) / columns : degreesOfFreedom + 2
}

/** What the prior adds to a scatter. A spherical variance receives ς² once, not once for each of D columns. */
function scaleOf(covarianceType: CovarianceType, { scale, mean }: ConjugatePrior): Float64Array {
  return isSpherical(covarianceType) ? scale.map(value => value / mean.length) : scale
}
