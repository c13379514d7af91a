import { CheckpointMismatchError, InvalidCheckpointError, type Matrix, MixturaError } from '@mixtura/numerics'
import { fitFromTreeToo, fitGaussianMixture, type GaussianMixtureFit } from '../fit/fitGaussianMixture.js'
import type { FitOptions } from '../fit/fitOptions.js'
import { classificationEntropy } from './classificationEntropy.js'
import { crossValidatedLogLikelihood } from './crossValidatedLogLikelihood.js'
import type { MixtureParameters } from '../model/parameters.js'
import { isSource, type StatisticsSource } from '../statistics/statisticsSource.js'
import { selectionDefaults, type AcceptedSelectionOptions, type CandidateShape, type SelectionRow } from './selectionTypes.js'

/** The options that all candidates share. */
export interface CandidateOptions
  extends Omit<AcceptedSelectionOptions, 'components' | 'covarianceTypes' | 'onIteration' | 'onProgress' | 'onCandidate' | 'resume'> {
  /** Ends the cross-validation early; the row then has none. If left out, `signal` rejects it as it does the fit. */
  readonly ending?: AbortSignal
}

export interface CandidatePlan extends CandidateShape {
  /** [N] labels of the shared tree: the only start with initialize: 'hierarchical', otherwise the first. */
  readonly labels?: Int32Array | undefined
  readonly onIteration?: FitOptions['onIteration'] | undefined
  readonly onProgress?: FitOptions['onProgress'] | undefined
  /** A checkpoint of its fit. */
  readonly resume?: Uint8Array | undefined
  /** Sum of the weights of all rows. It is asked after a fit, with the fitted mixture. */
  readonly totalWeight: (model: MixtureParameters) => number | Promise<number>
}

/**
 * Fits one candidate and returns its row. The row depends only on the arguments, so it is the same on every thread.
 *
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} if the fit cannot resume.
 * @throws errors that the shape does not cause, such as the reason of `signal`.
 */
export async function fitCandidate(data: Matrix | StatisticsSource, plan: CandidatePlan, options: CandidateOptions): Promise<SelectionRow> {
  const { criterion = selectionDefaults.criterion, folds, ending, ...fitOptions } = options
  const { labels, onIteration, onProgress, resume, components, covarianceType } = plan
  const shape = { components, covarianceType }
  let fit: GaussianMixtureFit
  try {
    const asked = { ...fitOptions, ...shape, ...(onIteration && { onIteration }), ...(onProgress && { onProgress }), ...(resume && { resume }) }
    fit = !labels || isSource(data)
      ? await fitGaussianMixture(data, asked)
      : fitOptions.initialize === 'hierarchical'
        ? await fitGaussianMixture(data, { ...asked, initialize: { labels } })
        : await fitFromTreeToo(data, asked, labels)
  } catch (error) {
    return unfittedBy(error, shape)
  }
  // This is not part of the try above, because a source that fails here is no fault of the shape.
  const totalWeight = await plan.totalWeight(fit.model)
  let row: SelectionRow
  try {
    row = { ...unfittedRow(shape, null), ...(await criteriaOf(fit, totalWeight, data, options)) }
  } catch (error) {
    return unfittedBy(error, shape)
  }
  if (criterion !== 'cross-validation' || isSource(data) || row.fit!.stopped || ending?.aborted) return row
  const { labelPriors: _labelPriors, noiseCovariances: _noise, signal, ...validationOptions } = fitOptions
  const interruption = ending ?? signal
  try {
    const { meanLogLikelihood, standardError } = await crossValidatedLogLikelihood(data, {
      ...validationOptions,
      ...shape,
      ...(folds !== undefined && { folds }),
      ...(interruption && { signal: interruption }),
    })
    return { ...row, crossValidatedLogLikelihood: meanLogLikelihood, crossValidatedStandardError: standardError }
  } catch (error) {
    if (error instanceof MixturaError) return { ...row, error }
    if (ending?.aborted) return row
    throw error
  }
}

/** @throws the error, unless the shape may have caused it. */
function unfittedBy(error: unknown, shape: CandidateShape): SelectionRow {
  if (!(error instanceof MixturaError) || error instanceof InvalidCheckpointError || error instanceof CheckpointMismatchError) throw error
  return unfittedRow(shape, error)
}

export function unfittedRow({ components, covarianceType }: CandidateShape, error: MixturaError | null): SelectionRow<never> {
  return {
    components, covarianceType, fit: null, parameterCount: null, meanLogLikelihood: null, bic: null, aic: null,
    icl: null, iclSoft: null, crossValidatedLogLikelihood: null, crossValidatedStandardError: null,
    converged: false, collapsed: false, error,
  }
}

/** The criteria, from the log-likelihood that the fit maximised and the weights of the rows. */
async function criteriaOf(fit: GaussianMixtureFit, totalWeight: number, data: Matrix | StatisticsSource, options: CandidateOptions): Promise<Partial<SelectionRow>> {
  const { model, parameterCount, converged, collapsed } = fit
  const meanLogLikelihood = fit.logLikelihoods.at(-1)!
  const deviance = -2 * meanLogLikelihood * totalWeight
  const bic = deviance + parameterCount * Math.log(totalWeight)
  const entropy = options.noiseCovariances || isSource(data) ? null : await classificationEntropy(model, data, options)
  return {
    fit, parameterCount, meanLogLikelihood, bic, converged, collapsed,
    aic: deviance + 2 * parameterCount,
    icl: entropy && bic + 2 * entropy.hard,
    iclSoft: entropy && bic + 2 * entropy.soft,
  }
}

/** A source tells the weight of its rows with the statistics of a pass. One pass serves all candidates, because they share the rows. */
export function totalWeightOf(data: Matrix | StatisticsSource, { sampleWeights, signal }: CandidateOptions): CandidatePlan['totalWeight'] {
  if (!isSource(data)) return () => sampleWeights?.reduce((sum, weight) => sum + weight, 0) ?? data.rows
  let known: number | undefined
  return async model => (known ??= (await data.accumulate(model, { scatter: 'diagonal', signal })).totalWeight)
}
