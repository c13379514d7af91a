import type { Matrix } from '@mixtura/numerics'
import type { AscentSteps } from '../em/coordinateAscent.js'
import { estimateDegreesOfFreedom } from './degreesOfFreedom.js'
import { studentDistances, type StudentDistances } from './studentDistances.js'
import { outlierWeights, studentEStep } from './studentEStep.js'
import { studentMStep } from './studentMStep.js'
import type { StudentParameters } from './studentParameters.js'

export interface StudentEcmOptions {
  /** [N] how often each row counts; once each if undefined. */
  readonly sampleWeights?: Float64Array | undefined
  /** [D, D] added to every scale in each M-step, or [D] its diagonal. */
  readonly regularization: Float64Array
  readonly signal?: AbortSignal | undefined
}

interface StudentExpectation {
  readonly distances: StudentDistances
  /** [N, K] */
  readonly responsibilities: Float64Array
}

/**
 * The steps of alternating ECM. The M-step treats labels and outlier weights as missing data and estimates weights, means and
 * scales. The next E-step first estimates the degrees of freedom, for which only the labels are missing. Both need the distances of
 * all rows. They are the expensive part and are computed once per iteration. Three [N, K] arrays are held in memory.
 *
 * Without regularisation the log-likelihood never falls.
 *
 * @see Peel & McLachlan (2000); Liu & Rubin (1995).
 */
export function studentEcm(
  samples: Matrix,
  { sampleWeights, regularization, signal }: StudentEcmOptions,
): AscentSteps<StudentParameters, StudentExpectation> {
  const totalWeight = sampleWeights ? sampleWeights.reduce((sum, weight) => sum + weight, 0) : samples.rows
  return {
    mayFall: true,
    async expect(given, isStart) {
      const distances = await studentDistances(samples, given, signal)
      const model = isStart ? given : withDegreesOfFreedom(given, distances, sampleWeights)
      const { responsibilities, logLikelihood } = studentEStep(model, distances, sampleWeights)
      return { model, objective: logLikelihood / totalWeight, expectation: { distances, responsibilities } }
    },
    maximize: (model, { distances, responsibilities }) =>
      studentMStep(samples, model, { responsibilities, outlierWeights: outlierWeights(model, distances), regularization }),
  }
}

function withDegreesOfFreedom(parameters: StudentParameters, distances: StudentDistances, sampleWeights: Float64Array | undefined): StudentParameters {
  if (parameters.degreesOfFreedomKind === 'given') return parameters
  const { responsibilities } = studentEStep(parameters, distances, sampleWeights)
  return { ...parameters, degreesOfFreedom: estimateDegreesOfFreedom(parameters, distances, responsibilities) }
}
