import { createYielder, type Matrix } from '@mixtura/numerics'
import { NonFiniteLikelihoodError } from '../errors.js'
import { hasConverged } from '../em/convergence.js'
import { estimateDegreesOfFreedom } from './degreesOfFreedom.js'
import { studentDistances } from './studentDistances.js'
import { outlierWeights, studentEStep } from './studentEStep.js'
import { studentMStep } from './studentMStep.js'
import type { StudentParameters } from './studentParameters.js'

export interface StudentEcmOptions {
  /** [N] how often each row counts; once without. */
  readonly sampleWeights?: Float64Array | undefined
  readonly tolerance: number
  readonly maxIterations: number
  /** [D, D] added to every scale in each M-step. */
  readonly regularization: Float64Array
  readonly signal?: AbortSignal | undefined
  /** Called after each E-step; the run waits for it, and ends where it answers 'stop'. */
  readonly onIteration?: ((state: StudentState) => void | 'stop' | Promise<void | 'stop'>) | undefined
}

/** ECM after `iteration` rounds. */
export interface StudentState {
  readonly iteration: number
  /** Of `parameters`, nats per sample. */
  readonly meanLogLikelihood: number
  readonly parameters: StudentParameters
}

export interface StudentRun {
  readonly parameters: StudentParameters
  readonly converged: boolean
  readonly stopped: boolean
  readonly iterations: number
  /** Mean per sample, nats, after i rounds; the last belongs to `parameters`. */
  readonly logLikelihoods: readonly number[]
}

/**
 * Alternating ECM from `start`: weights, means and scales with r and u missing, then, after an E-step of its own, the
 * degrees of freedom with only r missing. Without regularisation the log-likelihood never falls; with it, it may near the
 * end fall by less than the tolerance, and the better parameters, those before, are the result.
 *
 * Holds three [N, K] arrays; distances, the dear part, are computed once per round.
 *
 * @throws {NonFiniteLikelihoodError} if the data overflow under the model.
 * @see Peel & McLachlan (2000); Liu & Rubin (1995).
 */
export async function runStudentEcm(samples: Matrix, start: StudentParameters, options: StudentEcmOptions): Promise<StudentRun> {
  const { sampleWeights, tolerance, maxIterations, regularization, signal, onIteration } = options
  const totalWeight = sampleWeights ? sampleWeights.reduce((sum, weight) => sum + weight, 0) : samples.rows
  const logLikelihoods: number[] = []
  const yieldIfDue = createYielder()
  let parameters = start
  let previous = start
  let distances = await studentDistances(samples, parameters, signal)
  for (let iterations = 0; ; iterations++) {
    const pause = yieldIfDue()
    if (pause) await pause
    signal?.throwIfAborted()
    const { responsibilities, logLikelihood } = studentEStep(parameters, distances, sampleWeights)
    const meanLogLikelihood = logLikelihood / totalWeight
    if (!Number.isFinite(meanLogLikelihood)) throw new NonFiniteLikelihoodError(meanLogLikelihood, iterations)
    logLikelihoods.push(meanLogLikelihood)

    const converged = hasConverged(logLikelihoods, tolerance)
    if (converged && meanLogLikelihood < logLikelihoods[iterations - 1]) {
      logLikelihoods.pop()
      return { parameters: previous, converged, stopped: false, iterations: iterations - 1, logLikelihoods }
    }
    const answer = await onIteration?.({ iteration: iterations, meanLogLikelihood, parameters })
    if (converged || answer === 'stop' || iterations >= maxIterations) {
      return { parameters, converged, stopped: answer === 'stop', iterations, logLikelihoods }
    }
    previous = parameters
    parameters = studentMStep(samples, parameters, {
      responsibilities,
      outlierWeights: outlierWeights(parameters, distances),
      regularization,
    })
    distances = await studentDistances(samples, parameters, signal)
    if (parameters.degreesOfFreedomKind === 'given') continue
    const renewed = studentEStep(parameters, distances, sampleWeights).responsibilities
    parameters = { ...parameters, degreesOfFreedom: estimateDegreesOfFreedom(parameters, distances, renewed) }
  }
}
