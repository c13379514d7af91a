import { covarianceStructure } from '../covariance/structures.js'
import { NonFiniteLikelihoodError } from '../errors.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { hasConverged } from './convergence.js'
import { mStep } from './mStep.js'
import type { MixtureParameters } from './parameters.js'

export interface EmOptions {
  /** Nats per sample still to be gained when EM stops; 0 runs all iterations. */
  readonly tolerance: number
  readonly maxIterations: number
  /** [D, D] added to every covariance in each M-step. */
  readonly regularization: Float64Array
  readonly signal?: AbortSignal | undefined
  /** Called after each E-step; EM waits for it, and ends where it answers 'stop'. */
  readonly onIteration?: ((state: EmState) => void | 'stop' | Promise<void | 'stop'>) | undefined
}

/** EM after `iteration` M-steps. */
export interface EmState {
  readonly iteration: number
  /** Of `parameters`, nats per sample. */
  readonly meanLogLikelihood: number
  readonly parameters: MixtureParameters
}

export interface EmRun {
  readonly parameters: MixtureParameters
  readonly converged: boolean
  /** True if `onIteration` ended it. */
  readonly stopped: boolean
  /** M-steps that led to `parameters`. */
  readonly iterations: number
  /** Mean per sample, nats, after i M-steps; the last belongs to `parameters`. */
  readonly logLikelihoods: readonly number[]
}

/**
 * Expectation-maximisation from `start` (Dempster, Laird & Rubin 1977): the one loop that every
 * source, covariance structure and kernel shares.
 *
 * Without regularisation the log-likelihood never falls. With it, the M-step maximises a slightly
 * smoothed objective, and near the end the plain log-likelihood may fall by less than the tolerance:
 * then the better parameters, those before, are the result.
 *
 * @throws {NonFiniteLikelihoodError} if the data overflow under the model.
 * @throws the reason of `signal`, when it aborts.
 */
export async function runEm(source: StatisticsSource, start: MixtureParameters, options: EmOptions): Promise<EmRun> {
  const { tolerance, maxIterations, regularization, signal, onIteration } = options
  const { scatter } = covarianceStructure(start.covarianceType).layout
  const logLikelihoods: number[] = []
  let parameters = start
  let previous = start
  for (let iterations = 0; ; iterations++) {
    signal?.throwIfAborted()
    const statistics = await source.accumulate(parameters, { scatter, signal })
    const meanLogLikelihood = statistics.logLikelihood / statistics.rows
    if (!Number.isFinite(meanLogLikelihood)) throw new NonFiniteLikelihoodError(meanLogLikelihood, iterations)
    logLikelihoods.push(meanLogLikelihood)

    const converged = hasConverged(logLikelihoods, tolerance)
    if (converged && meanLogLikelihood < logLikelihoods[iterations - 1]!) {
      logLikelihoods.pop()
      return { parameters: previous, converged, stopped: false, iterations: iterations - 1, logLikelihoods }
    }
    const answer = await onIteration?.({ iteration: iterations, meanLogLikelihood, parameters })
    if (converged || answer === 'stop' || iterations >= maxIterations) {
      return { parameters, converged, stopped: answer === 'stop' && !converged, iterations, logLikelihoods }
    }
    previous = parameters
    parameters = mStep(statistics, { covarianceType: start.covarianceType, regularization, previous })
  }
}
