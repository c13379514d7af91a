import { createYielder } from '@mixtura/numerics'
import type { AnalyserSteps } from '../covariance/analyserSteps.js'
import type { ProjectedIterate } from '../covariance/covarianceStructure.js'
import { NonFiniteLikelihoodError } from '../errors.js'
import { accumulateFrom, areProjected, projectedIterate, scatterRequest } from '../statistics/projections.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { createAcceleration, type Acceleration, type Iterate } from './acceleration.js'
import { createExtrapolation, remainingAfterExtrapolation, type ExtrapolationState } from './extrapolation.js'
import { hasConverged, isSlow } from './convergence.js'
import type { MixtureParameters } from '../model/parameters.js'

export interface EmOptions {
  /** The M-step. */
  readonly maximize: (statistics: SufficientStatistics, previous: MixtureParameters) => MixtureParameters
  /** ln p(parameters) up to a constant, nats; given if the M-step maximises a posterior. */
  readonly logPrior?: ((parameters: MixtureParameters) => number) | undefined
  /** EM stops when less than this remains to be gained, nats per sample; 0 runs all iterations. */
  readonly tolerance: number
  readonly maxIterations: number
  /** Whether quasi-Newton steps, or extrapolated ones, may replace plain ones once EM is slow. */
  readonly accelerate: boolean
  /** [D] lower bounds of noise variances, if the structure has any: accelerated steps keep them, as the M-step does. */
  readonly floor?: Float64Array | undefined
  /**
   * Ends the run where it answers true. It receives the objectives along the last plain steps, and the remaining gain if an
   * acceleration estimates it, nats per sample.
   */
  readonly isBeaten?: ((objectives: readonly number[], remaining?: number) => boolean) | undefined
  /** Kernels of the structure, if it has some; `maximize` uses the same ones. */
  readonly steps?: AnalyserSteps | undefined
  readonly signal?: AbortSignal | undefined
  /**
   * Called after each E-step. EM waits for it, and ends if it answers 'stop'.
   *
   * @param snapshot gives the run so far; `runEm` can continue it.
   */
  readonly onIteration?: ((state: EmState, snapshot: () => EmRun) => void | 'stop' | Promise<void | 'stop'>) | undefined
}

/** EM after `iteration` M-steps. */
export interface EmState {
  readonly iteration: number
  /** Under `parameters`, nats per sample. */
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
  /** What `runEm` needs to continue the run. */
  readonly progress: EmProgress
}

/** State of a run beyond its parameters. */
export interface EmProgress {
  readonly current: Iterate
  /** Objective of each iterate so far. */
  readonly objectives: readonly number[]
  /** Objectives since the last accelerated step, at most three: only gains of plain steps shrink by a constant rate. */
  readonly path: readonly number[]
  readonly acceleration: Acceleration | undefined
  readonly extrapolation: ExtrapolationState | undefined
  readonly slow: boolean
}

/** Mean log-likelihood per sample of the run's parameters, nats. */
export const finalLogLikelihood = ({ logLikelihoods }: Pick<EmRun, 'logLikelihoods'>): number => logLikelihoods.at(-1)!

/**
 * Expectation-maximisation from `start` (Dempster, Laird & Rubin 1977). All sources, covariance structures, M-steps and
 * kernels share this loop.
 *
 * Without regularisation the objective never falls: it is the log-likelihood, plus the log-prior if there is one. With
 * regularisation the M-step maximises a slightly smoothed objective, so near the end the objective may fall by less than
 * the tolerance. The result is then the iterate before the fall.
 *
 * Once EM is slow, each iteration first tries a quasi-Newton step on the statistics (acceleration.ts), or, if scatters are
 * projected, an extrapolation of the last steps (extrapolation.ts). If that does not raise the objective, a plain step follows
 * from the same iterate.
 *
 * @param start parameters, or an earlier run on the same source with the same M-step. An earlier run continues, for example
 *   to a smaller tolerance, and ends with the same bits as an uninterrupted one; `onIteration` is not called again for its
 *   iterations.
 * @throws {NonFiniteLikelihoodError} if squared distances overflow under the model.
 * @throws the reason of `signal` when it aborts.
 */
export async function runEm(source: StatisticsSource, start: MixtureParameters | EmRun, options: EmOptions): Promise<EmRun> {
  const { maximize, logPrior, tolerance, maxIterations, signal, onIteration } = options
  const yieldIfDue = createYielder()

  const eStep = async (parameters: MixtureParameters, origin?: SufficientStatistics, before?: ProjectedIterate): Promise<Iterate> => {
    const pause = yieldIfDue()
    if (pause) await pause
    signal?.throwIfAborted()
    const statistics = await accumulateFrom(source, parameters, { ...scatterRequest(parameters, before, options.steps), signal })
    const { logLikelihood, totalWeight } = statistics
    const objective = (logLikelihood + (logPrior?.(parameters) ?? 0)) / totalWeight
    return { parameters, origin, statistics, meanLogLikelihood: logLikelihood / totalWeight, objective }
  }

  const earlier = 'progress' in start ? start : undefined
  let current = 'progress' in start ? start.progress.current : await eStep(start)
  const { covarianceType, columns } = current.parameters
  const logLikelihoods = earlier ? [...earlier.logLikelihoods] : [requireFiniteLikelihood(current, 0)]
  const objectives = earlier ? [...earlier.progress.objectives] : [current.objective]
  let path: readonly number[] = earlier ? earlier.progress.path : [current.objective]
  // Projections use directions of each iterate, so their statistics cannot be subtracted. Covariances are extrapolated instead.
  const isProjected = areProjected(covarianceType, columns)
  const acceleration = earlier ? earlier.progress.acceleration : options.accelerate && !isProjected ? createAcceleration() : undefined
  const extrapolation = options.accelerate && isProjected ? createExtrapolation(options.floor, earlier?.progress.extrapolation) : undefined
  if (extrapolation && !earlier && weighs(options.floor, current.statistics)) extrapolation.end()
  let slow = earlier?.progress.slow ?? false
  let answer: void | 'stop' = undefined
  const endHere = (converged: boolean): EmRun => ({
    parameters: current.parameters,
    converged,
    stopped: answer === 'stop',
    iterations: logLikelihoods.length - 1,
    logLikelihoods,
    progress: { current, objectives, path, acceleration, extrapolation: extrapolation?.state(), slow },
  })
  if (earlier && hasConverged(path, tolerance)) return endHere(true)
  if (earlier && options.isBeaten?.(path)) return endHere(false)
  if (!earlier) {
    acceleration?.record(current)
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
    if (extrapolation && !extrapolation.isOver && slow && path.length === 1) {
      const remaining = remainingAfterExtrapolation(objectives)
      const converged = remaining < tolerance
      if (converged || options.isBeaten?.([current.objective], remaining)) return endHere(converged)
    }
    const { parameters, statistics } = current
    const before = projectedIterate(parameters, statistics)
    const stepTo = (mixture: MixtureParameters, origin: SufficientStatistics): Promise<Iterate> => eStep(mixture, origin, before)
    let accelerated = await ascent?.search(origin => stepTo(maximize(origin, parameters), origin))
    let next = accelerated
    if (!next) {
      const plain = maximize(statistics, parameters)
      if (slow) accelerated = await extrapolation?.search(current, plain, mixture => stepTo(mixture, statistics))
      next = accelerated ?? (await stepTo(plain, statistics))
    }
    const meanLogLikelihood = requireFiniteLikelihood(next, iterations)
    const followed = accelerated ? [next.objective] : [...path.slice(-2), next.objective]

    const isLower = next.objective < current.objective
    // Regularisation costs more than the predicted gain, so no further step will pay.
    const isExhausted = isLower && ascent !== undefined && ascent.predictedGain < tolerance
    // A plain step from an extrapolated iterate may fall because of regularisation. Plain EM then goes on to where it ends.
    const isTooFar = isLower && extrapolation !== undefined && !extrapolation.isOver && slow && !accelerated && path.length === 1
    if (isTooFar) extrapolation.end()
    const converged = !isTooFar && (isExhausted || hasConverged(followed, tolerance))
    if (converged && isLower) return endHere(converged)
    current = next
    path = isTooFar ? [next.objective] : followed
    acceleration?.record(current)
    logLikelihoods.push(meanLogLikelihood)
    objectives.push(next.objective)
    answer = await onIteration?.({ iteration: iterations, meanLogLikelihood, parameters: current.parameters }, () => endHere(false))
    if (converged || options.isBeaten?.(path)) return endHere(converged)
  }
  return endHere(false)
}

/** Largest share of a column's variance that regularisation may add while steps are extrapolated. */
const maxFloorShare = 1e-3

/**
 * Whether regularisation is a large part of the variance of some column around the centres. The M-step then maximises another objective
 * than the likelihood, so a step that raises the likelihood need not lead to where plain EM ends.
 */
function weighs(floor: Float64Array | undefined, { scatters, totalWeight, components, columns }: SufficientStatistics): boolean {
  return floor?.some((value, column) => {
    let scatter = 0
    for (let k = 0; k < components; k++) scatter += scatters[k * columns + column]
    return value > (maxFloorShare * scatter) / totalWeight
  }) ?? false
}

function requireFiniteLikelihood({ meanLogLikelihood }: Iterate, iterations: number): number {
  if (!Number.isFinite(meanLogLikelihood)) throw new NonFiniteLikelihoodError(meanLogLikelihood, iterations)
  return meanLogLikelihood
}
