import { createYielder } from '@mixtura/numerics'
import type { ProjectedIterate } from '../covariance/covarianceStructure.js'
import { NonFiniteLikelihoodError } from '../errors.js'
import { accumulateFrom, areProjected, projectedIterate, scatterRequest } from '../statistics/projections.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { createAcceleration, type Acceleration, type Iterate } from './acceleration.js'
import { hasConverged, isSlow } from './convergence.js'
import type { MixtureParameters } from '../model/parameters.js'

export interface EmOptions {
  /** The M-step. */
  readonly maximize: (statistics: SufficientStatistics, previous: MixtureParameters) => MixtureParameters
  /** ln p(parameters) up to a constant, nats, where the M-step climbs a posterior: what is added to the log-likelihood. */
  readonly logPrior?: ((parameters: MixtureParameters) => number) | undefined
  /** Nats per sample still to be gained when EM stops; 0 runs all iterations. */
  readonly tolerance: number
  readonly maxIterations: number
  /** Whether slow convergence may be hastened by quasi-Newton steps. */
  readonly accelerate: boolean
  /**
   * Asked with what EM has climbed along its last plain steps, and with what is left to be gained where that is foreseen
   * otherwise, nats per sample; true ends the run as it is.
   */
  readonly isBeaten?: ((objectives: readonly number[], remaining?: number) => boolean) | undefined
  readonly signal?: AbortSignal | undefined
  /**
   * Called after each E-step; EM waits for it, and ends where it answers 'stop'.
   *
   * @param stand the run as far as it has come, from which it may go on.
   */
  readonly onIteration?: ((state: EmState, stand: () => EmRun) => void | 'stop' | Promise<void | 'stop'>) | undefined
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
  /** For the run to go on from here; lasts as long as it is kept. */
  readonly progress: EmProgress
}

/** What a run has learned on its way, beyond its parameters. */
export interface EmProgress {
  readonly current: Iterate
  /** Of each iterate so far. */
  readonly objectives: readonly number[]
  /** Of iterates joined by plain EM steps, the latest last: convergence is judged along these. */
  readonly path: readonly number[]
  readonly acceleration: Acceleration | undefined
  readonly slow: boolean
}

/** Mean per sample of the run's parameters, nats. */
export const finalLogLikelihood = ({ logLikelihoods }: Pick<EmRun, 'logLikelihoods'>): number => logLikelihoods.at(-1)!

/**
 * Expectation-maximisation from `start` (Dempster, Laird & Rubin 1977): the one loop that every
 * source, covariance structure, M-step and kernel shares.
 *
 * Without regularisation the log-likelihood, or with a prior its sum with the log-prior, never falls. With it, the M-step maximises a slightly
 * smoothed objective, and near the end the plain log-likelihood may fall by less than the tolerance:
 * then the better parameters, those before, are the result.
 *
 * Once EM proves slow, its steps are quasi-Newton steps of the statistics (acceleration.ts) wherever these raise the
 * objective; else they are taken back, and a plain one follows.
 *
 * @param start parameters; or a run on the same source by the same M-step, which goes on, such as to a finer tolerance, to the very
 *   end to which it would have come at once. Its first iterations are not told again.
 * @throws {NonFiniteLikelihoodError} if the data overflow under the model.
 * @throws the reason of `signal`, when it aborts.
 */
export async function runEm(source: StatisticsSource, start: MixtureParameters | EmRun, options: EmOptions): Promise<EmRun> {
  const { maximize, logPrior, tolerance, maxIterations, signal, onIteration } = options
  const yieldIfDue = createYielder()

  const expect = async (parameters: MixtureParameters, origin?: SufficientStatistics, before?: ProjectedIterate): Promise<Iterate> => {
    const pause = yieldIfDue()
    if (pause) await pause
    signal?.throwIfAborted()
    const statistics = await accumulateFrom(source, parameters, { ...scatterRequest(parameters, before), signal })
    const { logLikelihood, totalWeight } = statistics
    const objective = (logLikelihood + (logPrior?.(parameters) ?? 0)) / totalWeight
    return { parameters, origin, statistics, meanLogLikelihood: logLikelihood / totalWeight, objective }
  }

  const earlier = 'progress' in start ? start : undefined
  let current = 'progress' in start ? start.progress.current : await expect(start)
  const { covarianceType, columns } = current.parameters
  const logLikelihoods = earlier ? [...earlier.logLikelihoods] : [requireFiniteLikelihood(current, 0)]
  const objectives = earlier ? [...earlier.progress.objectives] : [current.objective]
  let path: readonly number[] = earlier ? earlier.progress.path : [current.objective]
  // Projections are along directions of each iterate's own, and make up a conjugate search already.
  const acceleration = earlier
    ? earlier.progress.acceleration
    : options.accelerate && !areProjected(covarianceType, columns) ? createAcceleration() : undefined
  let slow = earlier?.progress.slow ?? false
  let answer: void | 'stop' = undefined
  const endHere = (converged: boolean): EmRun => ({
    parameters: current.parameters,
    converged,
    stopped: answer === 'stop',
    iterations: logLikelihoods.length - 1,
    logLikelihoods,
    progress: { current, objectives, path, acceleration, slow },
  })
  if (earlier && hasConverged(path, tolerance)) return endHere(true)
  if (earlier && options.isBeaten?.(path)) return endHere(false)
  if (!earlier) {
    acceleration?.visit(current)
    answer = await onIteration?.({ iteration: 0, meanLogLikelihood: current.meanLogLikelihood, parameters: current.parameters }, () => endHere(false))
  }
  for (let iterations = logLikelihoods.length; answer !== 'stop' && iterations <= maxIterations; iterations++) {
    slow ||= isSlow(objectives)
    const ascent = slow ? acceleration?.ascent() : undefined
    if (ascent) {
      const lastGain = objectives[iterations - 1] - objectives[iterations - 2]
      const converged = Math.max(ascent.remainingGain, lastGain) < tolerance
      if (converged || options.isBeaten?.([current.objective], ascent.remainingGain)) return endHere(converged)
    }
    const { parameters, statistics } = current
    const evaluate = (origin: SufficientStatistics): Promise<Iterate> =>
      expect(maximize(origin, parameters), origin, projectedIterate(parameters, statistics))
    const accelerated = await ascent?.climb(evaluate)
    const next = accelerated ?? (await evaluate(statistics))
    const meanLogLikelihood = requireFiniteLikelihood(next, iterations)
    const followed = accelerated ? [next.objective] : [...path.slice(-2), next.objective]

    const isLower = next.objective < current.objective
    // Regularisation takes more than any step would still gain.
    const isExhausted = isLower && ascent !== undefined && ascent.foreseenGain < tolerance
    const converged = isExhausted || hasConverged(followed, tolerance)
    if (converged && isLower) return endHere(converged)
    current = next
    path = followed
    acceleration?.visit(current)
    logLikelihoods.push(meanLogLikelihood)
    objectives.push(next.objective)
    answer = await onIteration?.({ iteration: iterations, meanLogLikelihood, parameters: current.parameters }, () => endHere(false))
    if (converged || options.isBeaten?.(path)) return endHere(converged)
  }
  return endHere(false)
}

function requireFiniteLikelihood({ meanLogLikelihood }: Iterate, iterations: number): number {
  if (!Number.isFinite(meanLogLikelihood)) throw new NonFiniteLikelihoodError(meanLogLikelihood, iterations)
  return meanLogLikelihood
}
