import type { MixturaError, Samples } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import { gaussianSearch } from './gaussianSearch.js'
import { searchFit } from './searchFit.js'
import type { StartOutcome } from './searchStarts.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { estimatedParameterCount } from '../em/estimatedParameterCount.js'
import { fitOptionReaders } from './fitOptionReaders.js'
import type { AcceptedFitOptions, FitOptions } from './fitOptions.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'

/** Outcome of one start. */
export interface StartRecord {
  /** 0-based. */
  readonly start: number
  /** Number of rows of its last run: all rows, or those of the heat after which it was dropped. */
  readonly rows: number
  /** At the end of its last run, per sample of these rows, nats; NaN if the start failed. */
  readonly meanLogLikelihood: number
  readonly iterations: number
  /** Also false if the run ended early because it could not become the best. */
  readonly converged: boolean
  /** True if a component collapsed. A start that did not collapse is always preferred. */
  readonly collapsed: boolean
  /** Why the start failed. */
  readonly error?: MixturaError
}

/** Result of `fitGaussianMixture`. */
export interface GaussianMixtureFit {
  readonly model: GaussianMixture
  /** False is not an error: raise maxIterations, or accept `model`. */
  readonly converged: boolean
  /**
   * True if every start ended with a component whose samples hardly vary in some direction. At least half of its variance
   * there is regularisation, so the likelihood has no meaning: use fewer components.
   */
  readonly collapsed: boolean
  /** True if onProgress or onIteration ended the fit. */
  readonly stopped: boolean
  /** Number of estimated parameters; equal weights and frozen parts do not count. */
  readonly parameterCount: number
  /** M-steps that led to `model` from its start. */
  readonly iterations: number
  /** Mean per sample after i M-steps, nats; [0] belongs to the start, the last to `model`. */
  readonly logLikelihoods: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly StartRecord[]
}

/**
 * Fits a Gaussian mixture by expectation-maximisation from several starts and returns the most likely result. Each start is the
 * best of several candidates after short runs. A collapsed start is returned only if every start collapsed.
 *
 * @param data samples [N, D], finite, any units; or any source of their statistics.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for data that cannot be fitted.
 * @throws {ConstantColumnError} {DependentColumnsError} for a constant column, or linearly dependent columns.
 * @throws {DegenerateCovarianceError} {EmptyComponentError} if every start collapses; the first one's error.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another fit.
 * @see Dempster, Laird & Rubin, Maximum likelihood from incomplete data via the EM algorithm (1977).
 */
export async function fitGaussianMixture(
  data: Samples | StatisticsSource,
  options: FitOptions,
): Promise<GaussianMixtureFit> {
  return fitAccepted(data, readOptions('fitGaussianMixture', options, fitOptionReaders))
}

/**
 * `fitGaussianMixture` with one additional start from a tree that several fits share.
 *
 * @param labels [N] clusters of the tree.
 */
export async function fitFromTreeToo(samples: Samples, options: FitOptions, labels: Int32Array): Promise<GaussianMixtureFit> {
  return fitAccepted(samples, readOptions('fitGaussianMixture', options, fitOptionReaders), labels)
}

async function fitAccepted(data: Samples | StatisticsSource, options: AcceptedFitOptions, treeLabels?: Int32Array): Promise<GaussianMixtureFit> {
  const { subject, run, result } = await searchFit('fitGaussianMixture', options, () => gaussianSearch(data, options, treeLabels))
  const model = new GaussianMixture(subject.ordered(run.parameters))
  return {
    model,
    parameterCount: estimatedParameterCount(model, { frozen: options.frozen, weights: options.weights }),
    converged: run.converged,
    collapsed: result.collapsed,
    stopped: result.stopped,
    iterations: run.iterations,
    logLikelihoods: run.logLikelihoods,
    starts: result.starts.map(startRecord),
  }
}

function startRecord({ start, rows, value, iterations, converged, collapsed, error }: StartOutcome): StartRecord {
  return { start, rows, meanLogLikelihood: value, iterations, converged, collapsed, ...(error && { error }) }
}
