import { diagonalMatrix, diagonalOf } from '@mixtura/numerics'
import { scaledWeights } from '../bayesian/scaledWeights.js'
import type { TotalMoments } from '../em/totalMoments.js'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { StatisticsRequest, StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'

/** Gaussians, whose weights sum to 1, beside a uniform noise component. */
export interface NoisyParameters extends MixtureParameters {
  /** w₀ */
  readonly noiseWeight: number
}

/** Statistics of the Gaussians and of the noise. */
export interface NoisyStatistics extends SufficientStatistics {
  /** N₀, the sum of the responsibilities of the noise. */
  readonly noiseCount: number
}

/** A source whose E-step also assigns rows to the noise. `accumulate` takes only `NoisyParameters`. */
export interface NoiseSource extends StatisticsSource {
  accumulate(model: MixtureParameters, request: StatisticsRequest): Promise<NoisyStatistics>
}

export interface NoiseSourceOptions {
  /** ln V: noise has the density 1 / V everywhere. */
  readonly logVolume: number
  /** Location and scale of the rows. */
  readonly moments: TotalMoments
}

/** Maximum range of the log-weights that the noise Gaussian causes, over all columns, nats. */
const weightRange = 1300
/** Maximum standard deviation of the noise Gaussian, in standard deviations of the data. Its density over the data is then constant to a relative 1e-16. */
const maxWidth = 1e10

/**
 * Adds a uniform noise component to `source`. The E-step is that of
 *
 *   p(x) = w₀ / V + (1 - w₀) Σ_k w_k N(x; μ_k, Σ_k)
 *
 * The statistics are those of the K Gaussians, and N₀ of the noise; the log-likelihood is that of p. With the M-step w₀ = N₀ / N
 * (`noiseWeightOf`), EM over this source is EM of the whole mixture.
 *
 * No source has a uniform density, but all accept weights that do not sum to 1. Noise is therefore component K + 1: a Gaussian so wide
 * that its density does not vary over the data, with the weight that makes it w₀ / V. Rows must have no missing cells.
 *
 * @see Banfield & Raftery, Model-based Gaussian and non-Gaussian clustering (1993).
 */
export function noiseSource(source: StatisticsSource, { logVolume, moments }: NoiseSourceOptions): NoiseSource {
  const { rows, columns } = source
  const width = Math.min(maxWidth, Math.exp(weightRange / columns))
  const variances = diagonalOf(moments.covariance, columns).map(variance => width ** 2 * variance)
  /** Minus the log-density of the wide Gaussian at its mean. Its weight is w₀ / V times the exponential of this. */
  const logInverseDensity = variances.reduce((sum, variance) => sum + 0.5 * Math.log(2 * Math.PI * variance), 0)

  function withNoise(model: NoisyParameters): { readonly mixture: MixtureParameters; readonly offset: number } {
    const { components, means, noiseWeight } = model
    const { layout } = covarianceStructure(model.covarianceType)
    const full = layout.scatter === 'full'
    const size = full ? columns * columns : columns
    const covariances = new Float64Array((components + 1) * size)
    for (let k = 0; k < components; k++) {
      const own = full
        ? expandCovariance(layout, model.covariances, { component: k, columns })
        : layout.variances(model.covariances, k, columns)
      covariances.set(own, k * size)
    }
    covariances.set(full ? diagonalMatrix(variances) : variances, components * size)
    const allMeans = new Float64Array((components + 1) * columns)
    allMeans.set(means)
    allMeans.set(moments.mean, components * columns)
    const logWeights = new Float64Array(components + 1)
    for (let k = 0; k < components; k++) logWeights[k] = Math.log1p(-noiseWeight) + Math.log(model.weights[k])
    logWeights[components] = Math.log(noiseWeight) - logVolume + logInverseDensity
    const { weights, offset } = scaledWeights(logWeights)
    const mixture = { components: components + 1, columns, weights, means: allMeans, covariances }
    return { mixture: { ...mixture, covarianceType: full ? 'full' : 'diag' }, offset }
  }

  return {
    rows,
    columns,
    draw: (count, random) => source.draw(count, random),

    async accumulate(model, request) {
      const { mixture, offset } = withNoise(model as NoisyParameters)
      const { scatter, totalWeight, logLikelihood, counts, sums, scatters } = await source.accumulate(mixture, request)
      const { components } = model
      return {
        scatter,
        components,
        columns,
        rows,
        totalWeight,
        logLikelihood: logLikelihood + totalWeight * offset,
        centres: model.means,
        counts: counts.slice(0, components),
        sums: sums.slice(0, components * columns),
        scatters: scatters.slice(0, (scatters.length / (components + 1)) * components),
        noiseCount: counts[components],
      }
    },
  }
}

/** The M-step of w₀. */
export const noiseWeightOf = (statistics: SufficientStatistics): number => (statistics as NoisyStatistics).noiseCount / statistics.totalWeight
