import { diagonalMatrix, diagonalOf } from '@mixtura/numerics'
import { scaledWeights } from '../bayesian/scaledWeights.js'
import type { TotalMoments } from '../em/totalMoments.js'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'

/** A source that gives rows to a uniform noise component beside those of the model. */
export interface NoiseSource extends StatisticsSource {
  /** The noise weight that `model` was given in its E-step. */
  noiseWeightOf(model: MixtureParameters): number
}

export interface NoiseSourceOptions {
  /** ln V: noise has the density 1 / V everywhere. */
  readonly logVolume: number
  /** Of the first E-step. */
  readonly noiseWeight: number
  /** Of the rows, for their place and scale. */
  readonly moments: TotalMoments
}

/** Nats that the density of a Gaussian in place of the noise may take in weights, over all columns. */
const weightRange = 1300
/** Standard deviations of the noise Gaussian in those of the data; its density over the data is constant to 1e-16 of it. */
const widest = 1e10

/**
 * `source` with a noise component. The E-step of the model [K], whose weights sum to 1, is that of
 *
 *   p(x) = w₀ / V + (1 - w₀) Σ_k w_k N(x; μ_k, Σ_k)
 *
 * and its statistics are those of the K Gaussians; the log-likelihood is that of p. w₀ follows by its own M-step, N₀ / N,
 * from one E-step to the next, so EM over this source is EM of the whole.
 *
 * No source knows a uniform density, but all accept weights that do not sum to 1: noise is component K + 1, a Gaussian
 * so wide that its density does not vary over the data, of a weight that makes it w₀ / V. Rows must have no missing cells.
 *
 * @see Banfield & Raftery, Model-based Gaussian and non-Gaussian clustering (1993).
 */
export function noiseSource(source: StatisticsSource, { logVolume, noiseWeight, moments }: NoiseSourceOptions): NoiseSource {
  const { rows, columns } = source
  const noiseWeights = new WeakMap<MixtureParameters, number>()
  const width = Math.min(widest, Math.exp(weightRange / columns))
  const variances = diagonalOf(moments.covariance, columns).map(variance => width ** 2 * variance)
  // What multiplies w₀ / V to be the weight of the wide Gaussian: one over its density at its mean.
  const logInverseDensity = variances.reduce((sum, variance) => sum + 0.5 * Math.log(2 * Math.PI * variance), 0)
  let nextNoiseWeight = noiseWeight

  function withNoise(model: MixtureParameters, weight: number): { readonly mixture: MixtureParameters; readonly offset: number } {
    const { components, means } = model
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
    for (let k = 0; k < components; k++) logWeights[k] = Math.log1p(-weight) + Math.log(model.weights[k])
    logWeights[components] = Math.log(weight) - logVolume + logInverseDensity
    const { weights, offset } = scaledWeights(logWeights)
    const mixture = { components: components + 1, columns, weights, means: allMeans, covariances }
    return { mixture: { ...mixture, covarianceType: full ? 'full' : 'diag' }, offset }
  }

  return {
    rows,
    columns,
    draw: (count, random) => source.draw(count, random),
    noiseWeightOf: model => noiseWeights.get(model) ?? nextNoiseWeight,

    async accumulate(model, request) {
      const weight = noiseWeights.get(model) ?? nextNoiseWeight
      noiseWeights.set(model, weight)
      const { mixture, offset } = withNoise(model, weight)
      const { scatter, totalWeight, logLikelihood, counts, sums, scatters } = await source.accumulate(mixture, request)
      const { components } = model
      nextNoiseWeight = counts[components] / totalWeight
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
      }
    },
  }
}
