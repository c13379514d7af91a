import { toMatrix, type Samples } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import type { AscentRun } from '../em/coordinateAscent.js'
import { ascentRunner } from '../fit/ascentRunner.js'
import { fitRegularization, openFitData, planOfEveryStart, startMaker } from '../fit/fitData.js'
import { likelihoodRecords, type LikelihoodRecord } from '../fit/likelihoodRecords.js'
import { searchFit, type SearchSubject } from '../fit/searchFit.js'
import type { MixtureParameters } from '../model/parameters.js'
import { isSource } from '../statistics/statisticsSource.js'
import { robustStartRows } from './denseRows.js'
import { studentReader } from './savedStudent.js'
import { studentEcm } from './studentEcm.js'
import { studentFitDefaults, studentFitReaders, type StudentFitOptions, type StudentState } from './studentFitOptions.js'
import { StudentMixture } from './studentMixture.js'
import { checkStudentParameters, studentInCanonicalOrder, type StudentParameters } from './studentParameters.js'

/** Outcome of one start. */
export type StudentStartRecord = LikelihoodRecord

/** Result of `fitStudentMixture`. */
export interface StudentMixtureFit {
  readonly model: StudentMixture
  /** False is not an error: raise maxIterations, or accept `model`. */
  readonly converged: boolean
  /** True if onProgress or onIteration ended the fit. */
  readonly stopped: boolean
  readonly iterations: number
  /** Mean per sample, nats, after i iterations; [0] belongs to the start, the last to `model`. */
  readonly logLikelihoods: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly StudentStartRecord[]
}

/** Degrees of freedom of each start. Tails are heavy enough that outliers have little weight from the first iteration on. */
const initialDegreesOfFreedom = 4

/**
 * Fits a mixture of multivariate t distributions. It is a Gaussian mixture whose means and scales outliers hardly change.
 *
 * @param samples [N, D], finite, any units; held in memory, with three [N, K] arrays.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for data that cannot be fitted.
 * @throws {ConstantColumnError} {DependentColumnsError} for a constant column, or linearly dependent columns.
 * @throws {DegenerateCovarianceError} {EmptyComponentError} if every start collapses; the first one's error.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another fit.
 * @see Peel & McLachlan, Robust mixture modelling using the t distribution (2000).
 */
export async function fitStudentMixture(samples: Samples, given: StudentFitOptions): Promise<StudentMixtureFit> {
  const options = readOptions('fitStudentMixture', given, studentFitReaders)
  const { run, result } = await searchFit('fitStudentMixture', options, () => studentSearch(samples, options))
  return {
    model: new StudentMixture(studentInCanonicalOrder(run.model)),
    converged: run.converged,
    stopped: result.stopped,
    iterations: run.objectives.length - 1,
    logLikelihoods: run.objectives,
    starts: likelihoodRecords(result.starts),
  }
}

async function studentSearch(samples: Samples, options: StudentFitOptions): Promise<SearchSubject<AscentRun<StudentParameters>, StudentState>> {
  const { components, degreesOfFreedom = studentFitDefaults.degreesOfFreedom, signal } = options
  if (isSource(samples)) toMatrix(samples) // refuses a source: the distances of all rows are held in memory
  const data = await openFitData(samples, options)
  const { covarianceType, rows, columns, source, drawn, random } = data
  const regularization = await fitRegularization(data, options)
  const makeStart = startMaker(data, options, { regularization, rowsOf: robustStartRows(drawn) })
  const counted = await source.draw(rows, random)
  return {
    ...data,
    plan: planOfEveryStart(data, options, studentFitDefaults),
    runner: ascentRunner({
      begin: async start => withTails(await makeStart(start), degreesOfFreedom),
      steps: studentEcm(counted.samples, { sampleWeights: counted.weights, regularization, signal }),
      stateOf: ({ iteration, objective, model }): StudentState => ({ iteration, meanLogLikelihood: objective, parameters: model }),
      readModel: studentReader({ covarianceType, components, columns, degreesOfFreedomKind: kindOf(degreesOfFreedom) }),
      checkModel: checkStudentParameters,
      signal,
    }),
  }
}

const kindOf = (given: 'each' | 'shared' | number): StudentParameters['degreesOfFreedomKind'] => (typeof given === 'number' ? 'given' : given)

function withTails(start: MixtureParameters, given: 'each' | 'shared' | number): StudentParameters {
  const { covarianceType, components, columns, weights, means, covariances } = start
  const degreesOfFreedom = new Float64Array(components).fill(typeof given === 'number' ? given : initialDegreesOfFreedom)
  return { covarianceType, components, columns, weights, means, scales: covariances, degreesOfFreedom, degreesOfFreedomKind: kindOf(given) }
}
