import { covarianceStructure } from '../covariance/structures.js'
import { MixturaError, NonFiniteLikelihoodError } from '../errors.js'
import { createYielder } from '../scheduling/yieldToEventLoop.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { hasConverged, isSlow } from './convergence.js'
import type { MixtureParameters } from './parameters.js'
import { extrapolateStatistics } from './squarem.js'

export interface EmOptions {
  /** The M-step. */
  readonly maximize: (statistics: SufficientStatistics, previous: MixtureParameters) => MixtureParameters
  /** ln p(parameters) up to a constant, nats, where the M-step climbs a posterior: what is added to the log-likelihood. */
  readonly logPrior?: ((parameters: MixtureParameters) => number) | undefined
  /** Nats per sample still to be gained when EM stops; 0 runs all iterations. */
  readonly tolerance: number
  readonly maxIterations: number
  /** Whether slow convergence may be hastened by extrapolation. */
  readonly accelerate: boolean
  /** Asked after each plain step with what EM has climbed along such steps; true ends the run as it is. */
  readonly isBeaten?: ((objectives: readonly number[]) => boolean) | undefined
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

/** A mixture with its E-step: what the next M-step begins from. */
interface Iterate {
  readonly parameters: MixtureParameters
  readonly statistics: SufficientStatistics
  readonly meanLogLikelihood: number
  /** What EM climbs, nats per sample: the log-likelihood, and the log-prior where there is one. */
  readonly objective: number
}

/**
 * Expectation-maximisation from `start` (Dempster, Laird & Rubin 1977): the one loop that every
 * source, covariance structure, M-step and kernel shares.
 *
 * Without regularisation the log-likelihood, or with a prior its sum with the log-prior, never falls. With it, the M-step maximises a slightly
 * smoothed objective, and near the end the plain log-likelihood may fall by less than the tolerance:
 * then the better parameters, those before, are the result.
 *
 * Where EM proves slow, every third step goes on from statistics that are extrapolated along its path
 * (squarem.ts), if that raises the log-likelihood; else that step is taken back.
 *
 * @throws {NonFiniteLikelihoodError} if the data overflow under the model.
 * @throws the reason of `signal`, when it aborts.
 */
export async function runEm(source: StatisticsSource, start: MixtureParameters, options: EmOptions): Promise<EmRun> {
  const { maximize, logPrior, tolerance, maxIterations, signal, onIteration } = options
  const { scatter } = covarianceStructure(start.covarianceType).layout
  const yieldIfDue = createYielder()

  const expect = async (parameters: MixtureParameters): Promise<Iterate> => {
    const pause = yieldIfDue()
    if (pause) await pause
    signal?.throwIfAborted()
    const statistics = await source.accumulate(parameters, { scatter, signal })
    const { logLikelihood, totalWeight } = statistics
    const objective = (logLikelihood + (logPrior?.(parameters) ?? 0)) / totalWeight
    return { parameters, statistics, meanLogLikelihood: logLikelihood / totalWeight, objective }
  }

  let current = await expect(start)
  const logLikelihoods = [requireFiniteLikelihood(current, 0)]
  const objectives = [current.objective]
  /** Iterates joined by plain EM steps, the latest last: convergence is judged and extrapolated along these. */
  let path = [current]
  let answer = await onIteration?.({ iteration: 0, meanLogLikelihood: current.meanLogLikelihood, parameters: start })
  for (let iterations = 1; answer !== 'stop' && iterations <= maxIterations; iterations++) {
    const extrapolated = options.accelerate && isSlow(objectives) ? await leap(path, maximize, expect) : undefined
    const next = extrapolated ?? (await expect(maximize(current.statistics, current.parameters)))
    const meanLogLikelihood = requireFiniteLikelihood(next, iterations)
    path = extrapolated ? [next] : [...path.slice(-2), next]

    const converged = hasConverged(path.map(iterate => iterate.objective), tolerance)
    if (converged && next.objective < current.objective) {
      return { parameters: current.parameters, converged, stopped: false, iterations: iterations - 1, logLikelihoods }
    }
    current = next
    logLikelihoods.push(meanLogLikelihood)
    objectives.push(next.objective)
    answer = await onIteration?.({ iteration: iterations, meanLogLikelihood, parameters: current.parameters })
    if (converged || options.isBeaten?.(path.map(iterate => iterate.objective))) {
      return { parameters: current.parameters, converged, stopped: answer === 'stop', iterations, logLikelihoods }
    }
  }
  return {
    parameters: current.parameters,
    converged: false,
    stopped: answer === 'stop',
    iterations: logLikelihoods.length - 1,
    logLikelihoods,
  }
}

/** The iterate that extrapolation along three plain ones leads to; undefined where it fails or gains nothing. */
async function leap(
  path: readonly Iterate[],
  maximize: EmOptions['maximize'],
  expect: (parameters: MixtureParameters) => Promise<Iterate>,
): Promise<Iterate | undefined> {
  if (path.length < 3) return undefined
  const [first, second, third] = path as readonly [Iterate, Iterate, Iterate]
  const statistics = extrapolateStatistics(first.statistics, second.statistics, third.statistics)
  if (!statistics) return undefined
  try {
    const landed = await expect(maximize(statistics, third.parameters))
    return landed.objective > third.objective ? landed : undefined
  } catch (error) {
    // Extrapolated statistics need not belong to any data; their covariances may not be positive definite.
    if (error instanceof MixturaError) return undefined
    throw error
  }
}

function requireFiniteLikelihood({ meanLogLikelihood }: Iterate, iterations: number): number {
  if (!Number.isFinite(meanLogLikelihood)) throw new NonFiniteLikelihoodError(meanLogLikelihood, iterations)
  return meanLogLikelihood
}
