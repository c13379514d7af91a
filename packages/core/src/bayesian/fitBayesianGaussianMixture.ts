import { createRandom, toMatrix, type MixturaError, type Samples } from '@mixtura/numerics'
import {
  choice,
  count,
  flattenNumbers,
  numberIn,
  optional,
  type OptionReaders,
  readOptions,
  record,
  signal,
} from '@mixtura/numerics/validation'
import { covarianceStructure } from '../covariance/structures.js'
import { TooFewRowsError } from '../errors.js'
import { searchFit, type FollowOptions, type SearchSubject, type StartProgress } from '../fit/searchFit.js'
import { everyStart } from '../fit/searchStarts.js'
import { startRunner } from '../fit/startRunner.js'
import type { KernelName } from '../kernels/kernels.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { followReaders, initialization, searchReaders } from '../fit/fitOptionReaders.js'
import { initialParameters, type InitialMixture } from '../mixture/initialMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { createStart, isOnlyStart, startRows, type StartMethod } from '../starts/prepareStarts.js'
import { isAssignment, startFromAssignment, type Assignment } from '../starts/startFromAssignment.js'
import { dataSource } from '../statistics/dataSource.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { isSource, type StatisticsSource } from '../statistics/statisticsSource.js'
import { completePrior, type PriorOptions } from './completePrior.js'
import { expectedParameters } from './expectedParameters.js'
import { bayesianCovarianceTypes, weightPriors, type BayesianCovarianceType, type MixturePosterior, type NormalWishartPrior } from './posterior.js'
import { runVariationalBayes, type VariationalRun, type VariationalState } from './runVariationalBayes.js'
import { totalMoments } from '../em/totalMoments.js'
import { posteriorOfMixture } from './updatePosterior.js'

export interface BayesianFitOptions extends FollowOptions<VariationalState> {
  /** K, the most components that there may be: those without use keep weights near 0. */
  readonly components: number
  /** 'full' by default. */
  readonly covarianceType?: BayesianCovarianceType
  /** Of weights, means and precisions. */
  readonly prior?: PriorOptions
  /**
   * 'k-means++' by default. A given mixture or assignment makes one start; a mixture counts as the moments that its rows
   * would have.
   */
  readonly initialize?: StartMethod | InitialMixture | Assignment
  /** Runs from different starts, of which the one of the largest bound is the result; 4 by default. */
  readonly starts?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** A run ends when less than this remains to be gained, nats per sample; 0 runs all iterations. 1e-7 by default. */
  readonly tolerance?: number
  /** Updates of each start; 1000 by default. */
  readonly maxIterations?: number
  /** [N] how often each row counts, at least 0: weight 2 is the row twice, weight 0 is the row removed. */
  readonly sampleWeights?: ArrayLike<number>
  /** 'error' by default: NaN is refused. 'marginalize': NaN is a missing cell, whose distribution joins the posterior. */
  readonly missing?: 'error' | 'marginalize'
  /** Rejects the fit with its reason. To end early and keep what was learned, answer 'stop' from onProgress or onIteration. */
  readonly signal?: AbortSignal
  /** The fastest that the host allows by default. */
  readonly kernels?: KernelName
}

/** A start at work. */
export type BayesianFitProgress = VariationalState & StartProgress

/** What became of one start. */
export interface BayesianStartRecord {
  /** 0-based. */
  readonly start: number
  /** Nats per sample at its end; NaN if it failed. */
  readonly bound: number
  readonly iterations: number
  readonly converged: boolean
  /** Why it failed. */
  readonly error?: MixturaError
}

export interface BayesianGaussianMixtureFit {
  /** Expected weights and means, and covariances (E Λ_k)⁻¹: one mixture in place of the posterior. */
  readonly model: GaussianMixture
  /** Its components are those of `model`, in the same order. */
  readonly posterior: MixturePosterior
  /** With what was taken from the data. */
  readonly prior: NormalWishartPrior
  /** False is no error: raise maxIterations, or accept `model`. */
  readonly converged: boolean
  /** True if onProgress or onIteration ended the fit. */
  readonly stopped: boolean
  /** Updates that led to `posterior` from its start. */
  readonly iterations: number
  /** Evidence lower bound per sample with all constants, nats, after i updates; never falling; the last belongs to `posterior`. */
  readonly bounds: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly BayesianStartRecord[]
}

/**
 * Fits a Gaussian mixture by variational Bayes: instead of one mixture, a distribution over mixtures, of which the
 * prior prunes components that the data do not call for.
 *
 * Components are in order of descending expected weight. For the Dirichlet process that order is part of the model: its
 * first sticks are expected to be long, and of all orders of the same components this one has the largest bound; it is
 * restored in every update (see `updatePosterior`).
 *
 * Differs from scikit-learn's BayesianGaussianMixture where that is no bound: E ln |Λ| of diag and spherical is that of
 * gamma variates, not of a Wishart matrix of order D, and one precision that is tied has one prior and all N rows, not N / K.
 * For 'full', and for one column, the posteriors agree.
 *
 * @param data samples [N, D], finite, any units; or any source of their statistics.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for data that cannot be fitted.
 * @throws {EmptyComponentError} if every start has a component without rows; the first one's error.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), sec. 10.2; Blei & Jordan, Variational inference for
 *   Dirichlet process mixtures (2006).
 */
export async function fitBayesianGaussianMixture(
  data: Samples | StatisticsSource,
  given: BayesianFitOptions,
): Promise<BayesianGaussianMixtureFit> {
  const options = readOptions('fitBayesianGaussianMixture', given, bayesianFitReaders)
  const { subject, run, result } = await searchFit('fitBayesianGaussianMixture', options, () => bayesianSearch(data, options))
  const { posterior, converged, iterations, bounds } = run
  return {
    model: new GaussianMixture(expectedParameters(posterior)),
    posterior,
    prior: subject.prior,
    converged,
    stopped: result.stopped,
    iterations,
    bounds,
    starts: result.starts.map(({ start, value, iterations, converged, error }) => ({ start, bound: value, iterations, converged, ...(error && { error }) })),
  }
}

interface BayesianSearch extends SearchSubject<VariationalRun, VariationalState> {
  readonly prior: NormalWishartPrior
}

async function bayesianSearch(data: Samples | StatisticsSource, options: BayesianFitOptions): Promise<BayesianSearch> {
  const { components, covarianceType = 'full', seed = 0, initialize = 'k-means++', signal } = options
  const { tolerance = 1e-7, maxIterations = 1000 } = options
  signal?.throwIfAborted()
  const source = await dataSource(data, options)
  const { rows, columns } = source
  const required = Math.max(components, 2)
  if (rows < required) throw new TooFewRowsError(rows, required, components)

  const random = createRandom(seed)
  const drawn = await source.draw(startRows({ components, columns }), random.fork(0))
  const { scatter } = covarianceStructure(covarianceType).layout
  const moments = await totalMoments(source, drawn.samples, { scatter, signal })
  const prior = completePrior(options.prior ?? {}, { covarianceType, components, moments })
  const startOptions = { components, covarianceType, regularization: new Float64Array(columns), signal }
  const begin = async (start: number): Promise<MixtureParameters> => {
    if (typeof initialize === 'string') {
      return createStart(drawn, random.fork(start + 1), { ...startOptions, method: initialize, kernels: options.kernels })
    }
    return isAssignment(initialize)
      ? startFromAssignment(data, initialize, { ...options, ...startOptions, drawn: drawn.samples })
      : initialParameters(initialize, { covarianceType, components, columns })
  }
  return {
    columns,
    identifying: () => (isSource(data) ? drawn.samples : toMatrix(data)),
    prior,
    plan: everyStart({ rows, starts: isOnlyStart(initialize) ? 1 : (options.starts ?? 4), tolerance, maxIterations }),
    runner: startRunner(
      async (start, onIteration) =>
        runVariationalBayes(source, posteriorOfMixture(await begin(start), moments.totalWeight, prior), { prior, tolerance, maxIterations, signal, onIteration }),
      ({ bounds }) => bounds[bounds.length - 1],
    ),
  }
}

const priorReaders: OptionReaders<PriorOptions> = {
  weights: optional(choice(weightPriors)),
  weightConcentration: optional(numberIn({ above: 0, example: 0.1 })),
  meanPrecision: optional(numberIn({ above: 0, example: 1 })),
  mean: optional(flattenNumbers),
  degreesOfFreedom: optional(numberIn({ example: 4 })), // its bound depends on the columns
  covariance: optional(flattenNumbers),
}

const bayesianFitReaders: OptionReaders<BayesianFitOptions> = {
  components: count(1),
  covarianceType: optional(choice(bayesianCovarianceTypes)),
  prior: optional(record(priorReaders)),
  initialize: optional(initialization),
  ...searchReaders,
  sampleWeights: rowOptionReaders.sampleWeights,
  missing: rowOptionReaders.missing,
  signal: optional(signal),
  ...followReaders<VariationalState>(),
  kernels: rowOptionReaders.kernels,
}
