import type { MixturaError, Samples } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import { covarianceStructure } from '../covariance/structures.js'
import type { AscentRun } from '../em/coordinateAscent.js'
import { totalMoments } from '../em/totalMoments.js'
import { ascentRunner } from '../fit/ascentRunner.js'
import { openFitData, planOfEveryStart, startMaker } from '../fit/fitData.js'
import { searchFit, type SearchSubject } from '../fit/searchFit.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { bayesianFitDefaults, bayesianFitReaders, type BayesianFitOptions, type VariationalState } from './bayesianFitOptions.js'
import { completePrior } from './completePrior.js'
import { expectedParameters } from './expectedParameters.js'
import type { MixturePosterior, NormalWishartPrior } from './posterior.js'
import { posteriorReader } from './savedPosterior.js'
import { posteriorOfMixture } from './updatePosterior.js'
import { variationalSteps } from './variationalSteps.js'

/** Outcome of one start. */
export interface BayesianStartRecord {
  /** 0-based. */
  readonly start: number
  /** Nats per sample at its end; NaN if the start failed. */
  readonly bound: number
  readonly iterations: number
  readonly converged: boolean
  /** Why the start failed. */
  readonly error?: MixturaError
}

/** Result of `fitBayesianGaussianMixture`. */
export interface BayesianGaussianMixtureFit {
  /** Expected weights and means, and covariances (E Λ_k)⁻¹: one mixture that represents the posterior. */
  readonly model: GaussianMixture
  /** Its components are those of `model`, in the same order. */
  readonly posterior: MixturePosterior
  /** The prior, with the values that were derived from the data. */
  readonly prior: NormalWishartPrior
  /** False is not an error: raise maxIterations, or accept `model`. */
  readonly converged: boolean
  /** True if onProgress or onIteration ended the fit. */
  readonly stopped: boolean
  /** Updates that led to `posterior` from its start. */
  readonly iterations: number
  /** Evidence lower bound per sample with all constants, nats, after i updates. It never decreases. The last belongs to `posterior`. */
  readonly bounds: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly BayesianStartRecord[]
}

/**
 * Fits a Gaussian mixture by variational Bayes. The result is not one mixture but a distribution over mixtures. Its prior removes
 * components that the data do not need.
 *
 * Components are in order of descending expected weight. For the Dirichlet process the order is part of the model, because its
 * first sticks are expected to be long. This order has the largest bound of all; every update restores it (see `updatePosterior`).
 *
 * For 'full', and for one column, the posterior agrees with that of scikit-learn's BayesianGaussianMixture, which computes no bound for
 * the other structures. These differ: here E ln |Λ| of diag and spherical is that of gamma variates, not of a Wishart matrix of order
 * D, and a tied precision has one prior and all N rows, not N / K.
 *
 * @param data samples [N, D], finite, any units; or any source of their statistics.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for data that cannot be fitted.
 * @throws {EmptyComponentError} if every start has a component without rows; the first one's error.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another fit.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), sec. 10.2; Blei & Jordan, Variational inference for
 *   Dirichlet process mixtures (2006).
 */
export async function fitBayesianGaussianMixture(
  data: Samples | StatisticsSource,
  given: BayesianFitOptions,
): Promise<BayesianGaussianMixtureFit> {
  const options = readOptions('fitBayesianGaussianMixture', given, bayesianFitReaders)
  const { subject, run, result } = await searchFit('fitBayesianGaussianMixture', options, () => bayesianSearch(data, options))
  return {
    model: expectedModel(run.model),
    posterior: run.model,
    prior: subject.prior,
    converged: run.converged,
    stopped: result.stopped,
    iterations: run.objectives.length - 1,
    bounds: run.objectives,
    starts: result.starts.map(({ start, value, iterations, converged, error }) => ({ start, bound: value, iterations, converged, ...(error && { error }) })),
  }
}

interface BayesianSearch extends SearchSubject<AscentRun<MixturePosterior>, VariationalState> {
  readonly prior: NormalWishartPrior
}

async function bayesianSearch(given: Samples | StatisticsSource, options: BayesianFitOptions): Promise<BayesianSearch> {
  const { components, covarianceType = bayesianFitDefaults.covarianceType, signal } = options
  const data = await openFitData(given, options)
  const { source, columns, drawn } = data
  const { scatter } = covarianceStructure(covarianceType).layout
  const moments = await totalMoments(source, drawn.samples, { scatter, signal })
  const prior = completePrior(options.prior ?? {}, { covarianceType, components, moments })
  // The prior takes the place of the regularisation.
  const makeStart = startMaker(data, options, { regularization: new Float64Array(columns) })
  return {
    ...data,
    prior,
    plan: planOfEveryStart(data, options, bayesianFitDefaults),
    runner: ascentRunner({
      begin: async start => posteriorOfMixture(await makeStart(start), moments.totalWeight, prior),
      steps: variationalSteps(source, prior, signal),
      stateOf: ({ iteration, objective, model }): VariationalState => ({
        iteration, bound: objective, posterior: model, expected: () => expectedParameters(model),
      }),
      readModel: posteriorReader(prior, components, columns),
      checkModel: expectedModel,
      signal,
    }),
  }
}

const expectedModel = (posterior: MixturePosterior): GaussianMixture => new GaussianMixture(expectedParameters(posterior))
