import type { AscentSteps } from '../em/coordinateAscent.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { expectedMixture } from './expectedMixture.js'
import type { MixturePosterior, NormalWishartPrior } from './posterior.js'
import { posteriorDivergence } from './posteriorDivergence.js'
import { updatePosterior } from './updatePosterior.js'

/**
 * The steps of variational Bayes: coordinate ascent on the evidence lower bound. The E-step of q(π, μ, Λ) also gives its bound, for
 * the responsibilities that maximise it:
 *
 *   Σ_n ln Σ_k exp E ln(π_k N(x_n; μ_k, Λ_k⁻¹)) - KL(q ‖ p)
 *
 * The bound includes all constants, so it is never above ln p(X). No update lowers it.
 *
 * @see Bishop (2006), sec. 10.2; Attias, A variational Bayesian framework for graphical models (2000).
 */
export function variationalSteps(
  source: StatisticsSource,
  prior: NormalWishartPrior,
  signal: AbortSignal | undefined,
): AscentSteps<MixturePosterior, SufficientStatistics> {
  const { scatter } = covarianceStructure(prior.covarianceType).layout
  return {
    mayFall: false,
    async expect(posterior) {
      const { mixture, offset } = expectedMixture(posterior)
      const statistics = await source.accumulate(mixture, { scatter, signal })
      const { totalWeight, logLikelihood } = statistics
      const bound = (logLikelihood - posteriorDivergence(posterior, prior)) / totalWeight + offset
      return { model: posterior, objective: bound, expectation: statistics }
    },
    maximize: (_, statistics) => updatePosterior(statistics, prior),
  }
}
