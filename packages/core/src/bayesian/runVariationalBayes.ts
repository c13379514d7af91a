import { createYielder } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import { NonFiniteLikelihoodError } from '../errors.js'
import { hasConverged } from '../em/convergence.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { expectedMixture } from './expectedMixture.js'
import { expectedParameters } from './expectedParameters.js'
import type { MixturePosterior, NormalWishartPrior } from './posterior.js'
import { posteriorDivergence } from './posteriorDivergence.js'
import { updatePosterior } from './updatePosterior.js'

export interface VariationalOptions {
  readonly prior: NormalWishartPrior
  /** Nats per sample still to be gained when the run stops; 0 runs all iterations. */
  readonly tolerance: number
  readonly maxIterations: number
  readonly signal?: AbortSignal | undefined
  /** Called after each E-step; the run waits for it, and ends where it answers 'stop'. */
  readonly onIteration?: ((state: VariationalState) => void | 'stop' | Promise<void | 'stop'>) | undefined
}

/** Variational Bayes after `iteration` updates. */
export interface VariationalState {
  readonly iteration: number
  /** Evidence lower bound of `posterior`, nats per sample. */
  readonly bound: number
  readonly posterior: MixturePosterior
  /** Expected weights and means of `posterior`, and covariances (E Λ_k)⁻¹. */
  readonly expected: () => MixtureParameters
}

export interface VariationalRun {
  readonly posterior: MixturePosterior
  readonly converged: boolean
  /** True if `onIteration` ended it. */
  readonly stopped: boolean
  readonly iterations: number
  /** Evidence lower bound per sample, nats, after i updates; the last belongs to `posterior`. */
  readonly bounds: readonly number[]
}

/**
 * Coordinate ascent on the evidence lower bound from `start`. The bound of q(π, μ, Λ), with the responsibilities that
 * are the best for it, is a by-product of its E-step,
 *
 *   Σ_n ln Σ_k exp E ln(π_k N(x_n; μ_k, Λ_k⁻¹)) - KL(q ‖ p)
 *
 * with all constants: it lies below ln p(X), and no update lowers it.
 *
 * @throws {NonFiniteLikelihoodError} if the data overflow under the posterior.
 * @throws the reason of `signal`, when it aborts.
 * @see Bishop (2006), sec. 10.2; Attias, A variational Bayesian framework for graphical models (2000).
 */
export async function runVariationalBayes(
  source: StatisticsSource,
  start: MixturePosterior,
  options: VariationalOptions,
): Promise<VariationalRun> {
  const { prior, tolerance, maxIterations, signal, onIteration } = options
  const { scatter } = covarianceStructure(prior.covarianceType).layout
  const bounds: number[] = []
  const yieldIfDue = createYielder()
  let posterior = start
  for (let iterations = 0; ; iterations++) {
    const pause = yieldIfDue()
    if (pause) await pause
    signal?.throwIfAborted()
    const { mixture, offset } = expectedMixture(posterior)
    const statistics = await source.accumulate(mixture, { scatter, signal })
    const { totalWeight, logLikelihood } = statistics
    const bound = (logLikelihood - posteriorDivergence(posterior, prior)) / totalWeight + offset
    if (!Number.isFinite(bound)) throw new NonFiniteLikelihoodError(bound, iterations)
    bounds.push(bound)

    const converged = hasConverged(bounds, tolerance)
    const reached = posterior
    const answer = await onIteration?.({ iteration: iterations, bound, posterior: reached, expected: () => expectedParameters(reached) })
    if (converged || answer === 'stop' || iterations >= maxIterations) {
      return { posterior, converged, stopped: answer === 'stop', iterations, bounds }
    }
    posterior = updatePosterior(statistics, prior)
  }
}
