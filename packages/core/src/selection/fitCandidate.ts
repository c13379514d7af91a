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
  let row: SelectionRow
  try {
    const asked = { ...fitOptions, ...shape, ...(onIteration && { onIteration }), ...(onProgress && { onProgress }), ...(resume && { resume }) }
    const fit = !labels || isSource(data)
      ? await fitGaussianMixture(data, asked)
      : fitOptions.initialize === 'hierarchical'
        ? await fitGaussianMixture(data, { ...asked, initialize: { labels } })
        : await fitFromTreeToo(data, asked, labels)
    row = { ...unfittedRow(shape, null), ...(await criteriaOf(fit, data, options)) }
  } catch (error) {
    if (!(error instanceof MixturaError) || error instanceof InvalidCheckpointError || error instanceof CheckpointMismatchError) throw error
    return unfittedRow(shape, error)
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

export function unfittedRow({ components, covarianceType }: CandidateShape, error: MixturaError | null): SelectionRow {
  return {
    components, covarianceType, fit: null, parameterCount: null, meanLogLikelihood: null, bic: null, aic: null,
    icl: null, iclSoft: null, crossValidatedLogLikelihood: null, crossValidatedStandardError: null,
    converged: false, collapsed: false, error,
  }
}

/** The criteria, from the log-likelihood that the fit maximised and the weights of the rows. */
async function criteriaOf(fit: GaussianMixtureFit, data: Matrix | StatisticsSource, options: CandidateOptions): Promise<Partial<SelectionRow>> {
  const { model, parameterCount, converged, collapsed } = fit
  const totalWeight = await totalWeightOf(data, model, options)
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

/** A source tells the weight of its rows with the statistics of a pass. */
async function totalWeightOf(data: Matrix | StatisticsSource, model: MixtureParameters, { sampleWeights, signal }: CandidateOptions): Promise<number> {
  if (isSource(data)) return (await data.accumulate(model, { scatter: 'diagonal', signal })).totalWeight
  return sampleWeights?.reduce((sum, weight) => sum + weight, 0) ?? data.rows
}
