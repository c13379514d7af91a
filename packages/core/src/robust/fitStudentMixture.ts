import { createRandom, InvalidOptionError, type MixturaError, requireFinite, requireSpread, type Samples, toMatrix } from '@mixtura/numerics'
import { choice, count, optional, type OptionReaders, type Reader, readOptions, signal } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { requireFewFactors } from '../covariance/requireCovarianceType.js'
import { covarianceStructure } from '../covariance/structures.js'
import { TooFewRowsError } from '../errors.js'
import { likelihoodRecords } from '../fit/likelihoodRecords.js'
import { searchFit, type FollowOptions, type SearchSubject, type StartProgress } from '../fit/searchFit.js'
import { everyStart } from '../fit/searchStarts.js'
import { startRunner } from '../fit/startRunner.js'
import { covarianceType, followReaders, initialization, regularization, searchReaders } from '../fit/fitOptionReaders.js'
import { initialParameters, type InitialMixture } from '../mixture/initialMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { defaultRegularization, regularizationMatrix, type Regularization } from '../em/regularization.js'
import { createStart, isOnlyStart, startRows, type StartMethod } from '../starts/prepareStarts.js'
import { isAssignment, startFromAssignment, type Assignment } from '../starts/startFromAssignment.js'
import { acceptRowKnowledge, countedRows } from '../statistics/rowKnowledge.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { denseRows } from './denseRows.js'
import { degreesOfFreedomRange } from './degreesOfFreedom.js'
import { runStudentEcm, type StudentRun, type StudentState } from './runStudentEcm.js'
import { StudentMixture } from './studentMixture.js'
import type { StudentParameters } from './studentParameters.js'

export interface StudentFitOptions extends FollowOptions<StudentState> {
  /** K, the number of components. */
  readonly components: number
  /** Of the scale matrices; 'full' by default. */
  readonly covarianceType?: CovarianceType
  /** Estimated for 'each' component (by default), as one 'shared' number, or given. */
  readonly degreesOfFreedom?: 'each' | 'shared' | number
  /** 'k-means++' by default. A given mixture, its covariances as scales, or assignment makes one start. */
  readonly initialize?: StartMethod | InitialMixture | Assignment
  /** Runs from different starts, of which the most likely is the result; 8 by default. Every other start, from the first, is made from the densest 80 % of the rows. */
  readonly starts?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** A run ends when less than this remains to be gained, nats per sample; 0 runs all iterations. 1e-7 by default. */
  readonly tolerance?: number
  /** Rounds of each start; 1000 by default. */
  readonly maxIterations?: number
  /** { relative: 1e-6 } by default. */
  readonly regularization?: Regularization
  /** [N] how often each row counts, at least 0: weight 2 is the row twice, weight 0 is the row removed. */
  readonly sampleWeights?: ArrayLike<number>
  /** Rejects the fit with its reason. To end early and keep what was learned, answer 'stop' from onProgress or onIteration. */
  readonly signal?: AbortSignal
}

/** A start at work. */
export type StudentFitProgress = StudentState & StartProgress

/** What became of one start. */
export interface StudentStartRecord {
  /** 0-based. */
  readonly start: number
  /** Nats per sample at its end; NaN if it failed. */
  readonly meanLogLikelihood: number
  readonly iterations: number
  readonly converged: boolean
  /** Why it failed. */
  readonly error?: MixturaError
}

export interface StudentMixtureFit {
  readonly model: StudentMixture
  /** False is no error: raise maxIterations, or accept `model`. */
  readonly converged: boolean
  /** True if onProgress or onIteration ended the fit. */
  readonly stopped: boolean
  readonly iterations: number
  /** Mean per sample, nats, after i rounds; [0] belongs to the start, the last to `model`. */
  readonly logLikelihoods: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly StudentStartRecord[]
}

/** Tails to begin with: heavy enough that outliers count little from the first round. */
const initialDegreesOfFreedom = 4

/**
 * Fits a mixture of multivariate t distributions: a Gaussian mixture whose centres and scales outliers do not carry away.
 *
 * @param samples [N, D], finite, any units; held in memory, with three [N, K] arrays.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for data that cannot be fitted.
 * @throws {ConstantColumnError} {DependentColumnsError} for columns without variation of their own.
 * @throws {DegenerateCovarianceError} {EmptyComponentError} if every start collapses; the first one's error.
 * @see Peel & McLachlan, Robust mixture modelling using the t distribution (2000).
 */
export async function fitStudentMixture(samples: Samples, given: StudentFitOptions): Promise<StudentMixtureFit> {
  const options = readOptions('fitStudentMixture', given, studentFitReaders)
  const { run, result } = await searchFit('fitStudentMixture', options, () => studentSearch(samples, options))
  const { parameters, converged, iterations, logLikelihoods } = run
  return {
    model: new StudentMixture(inOrder(parameters)),
    converged,
    stopped: result.stopped,
    iterations,
    logLikelihoods,
    starts: likelihoodRecords(result.starts),
  }
}

async function studentSearch(samples: Samples, options: StudentFitOptions): Promise<SearchSubject<StudentRun, StudentState>> {
  const { components, covarianceType = 'full', degreesOfFreedom = 'each', seed = 0, initialize = 'k-means++', signal } = options
  const { tolerance = 1e-7, maxIterations = 1000 } = options
  signal?.throwIfAborted()
  const all = toMatrix(samples)
  requireFinite(all, samples)
  const { samples: data, knowledge } = countedRows(all, acceptRowKnowledge({ weights: options.sampleWeights }, all.rows))
  requireSpread(data)
  const sampleWeights = knowledge.weights
  const { rows, columns } = data
  const required = Math.max(components, 2)
  if (rows < required) throw new TooFewRowsError(rows, required, components)
  requireFewFactors(covarianceType, columns)

  const random = createRandom(seed)
  const source = await samplesSource(data, { weights: sampleWeights })
  const drawn = await source.draw(startRows({ components, columns }), random.fork(0))
  const regularization = await regularizationMatrix(source, {
    regularization: options.regularization ?? defaultRegularization,
    covarianceType,
    drawn,
    signal,
  })
  const startOptions = { components, covarianceType, regularization, signal }
  const begin = async (start: number): Promise<MixtureParameters> => {
    if (typeof initialize === 'string') {
      const own = random.fork(start + 1)
      // Every other start shuns sparse rows; where these are no outliers, the others are the likelier.
      return createStart(start % 2 === 0 ? denseRows(drawn, own.fork(0)) : drawn, own, { ...startOptions, method: initialize })
    }
    return isAssignment(initialize)
      ? startFromAssignment(all, initialize, {
          ...startOptions,
          drawn: drawn.samples,
          ...(options.sampleWeights && { sampleWeights: options.sampleWeights }),
        })
      : initialParameters(initialize, { covarianceType, components, columns })
  }
  return {
    columns,
    identifying: () => all,
    plan: everyStart({ rows, starts: isOnlyStart(initialize) ? 1 : (options.starts ?? 8), tolerance, maxIterations }),
    runner: startRunner(
      async (start, onIteration) =>
        runStudentEcm(data, withTails(await begin(start), degreesOfFreedom), { sampleWeights, tolerance, maxIterations, regularization, signal, onIteration }),
      run => run.logLikelihoods[run.iterations],
    ),
  }
}

function withTails(
  { covarianceType, components, columns, weights, means, covariances }: MixtureParameters,
  degreesOfFreedom: 'each' | 'shared' | number,
): StudentParameters {
  const given = typeof degreesOfFreedom === 'number'
  return {
    covarianceType,
    components,
    columns,
    weights,
    means,
    scales: covariances,
    degreesOfFreedom: new Float64Array(components).fill(given ? degreesOfFreedom : initialDegreesOfFreedom),
    degreesOfFreedomKind: given ? 'given' : degreesOfFreedom,
  }
}

/** Components by descending weight, ties by mean. */
function inOrder(parameters: StudentParameters): StudentParameters {
  const { components, columns, weights, means } = parameters
  const order = Array.from(weights.keys()).sort((a, b) => {
    if (weights[a] !== weights[b]) return weights[b] - weights[a]
    const at = Array.from({ length: columns }, (_, i) => i).find(i => means[a * columns + i] !== means[b * columns + i])
    return at === undefined ? a - b : means[a * columns + at] - means[b * columns + at]
  })
  const reorder = (values: Float64Array): Float64Array => {
    const size = values.length / components
    const ordered = new Float64Array(values.length)
    order.forEach((from, to) => ordered.set(values.subarray(from * size, (from + 1) * size), to * size))
    return ordered
  }
  const { shared } = covarianceStructure(parameters.covarianceType).layout
  return {
    ...parameters,
    weights: reorder(weights),
    means: reorder(means),
    scales: shared ? parameters.scales : reorder(parameters.scales),
    degreesOfFreedom: reorder(parameters.degreesOfFreedom),
  }
}

const degreesOfFreedomReader: Reader<'each' | 'shared' | number> = (name, value) => {
  if (typeof value === 'string') return choice(['each', 'shared'])(name, value)
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value
  const { least, most } = degreesOfFreedomRange
  throw new InvalidOptionError(name, "'each', 'shared' or a positive number", value, `Estimates lie between ${least} and ${most}; pass for example 4.`)
}

const studentFitReaders: OptionReaders<StudentFitOptions> = {
  components: count(1),
  covarianceType: optional(covarianceType),
  degreesOfFreedom: optional(degreesOfFreedomReader),
  initialize: optional(initialization),
  ...searchReaders,
  regularization: optional(regularization),
  sampleWeights: rowOptionReaders.sampleWeights,
  signal: optional(signal),
  ...followReaders<StudentState>(),
}
