import { CheckpointMismatchError, InvalidCheckpointError, MixturaError } from '@mixtura/numerics'
import { callback, choice, optional, type OptionReaders, readOptions, withoutReaders } from '@mixtura/numerics/validation'
import type { DrawProgress, RunProgress } from '../fit/searchFit.js'
import { startMethods, type StartMethod } from '../starts/prepareStarts.js'
import { candidateShapes } from '../selection/candidateShapes.js'
import { unfittedRow } from '../selection/fitCandidate.js'
import { rankRows } from '../selection/rankRows.js'
import { componentCounts, covarianceTypes } from '../selection/selectionReaders.js'
import type { CandidateProgress, CandidateShape, ComponentCounts, SelectionRow } from '../selection/selectionTypes.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { acceptData, fitMixedMixture, type MixedMixtureFit, type MixedTable } from './fitMixedMixture.js'
import { givenColumn, splitColumns } from './mixedColumns.js'
import { isMixedData, type MixedTableSource } from './mixedData.js'
import { mixedFitReaders, type AcceptedMixedOptions, type MixedFitOptions, type MixedState } from './mixedFitOptions.js'
import { chunksOfRows, scoreRows, type EachChunk } from './scoreRows.js'

/** As in `selectGaussianMixture`; smaller is better. */
export type MixedSelectionCriterion = 'bic' | 'aic' | 'icl' | 'icl-soft'

/** The candidate that is running. */
export type MixedSelectionProgress = CandidateProgress & (DrawProgress | (MixedState & Omit<RunProgress, 'checkpoint'>))

/** A candidate that has finished. */
export interface MixedFinishedCandidate {
  readonly row: SelectionRow<MixedMixtureFit>
  /** 0-based. */
  readonly candidate: number
  readonly candidates: number
}

/** Options of `selectMixedMixture`. */
export interface MixedSelectionOptions extends Omit<MixedFitOptions, 'components' | 'covarianceType' | 'initialize' | 'labelPriors' | 'onIteration' | 'onProgress' | 'resume'> {
  readonly components: ComponentCounts
  /** ['full'] by default, as in `selectGaussianMixture`. A table without numbers has no structures: its candidates differ in classes alone. */
  readonly covarianceTypes?: readonly CovarianceType[] | 'all'
  /** 'bic' by default. */
  readonly criterion?: MixedSelectionCriterion
  readonly initialize?: StartMethod
  /** As in `fitMixedMixture`, for the running candidate; 'stop' ends the whole selection with what has been fitted. */
  readonly onProgress?: (progress: MixedSelectionProgress) => void | 'stop' | Promise<void | 'stop'>
  /** Called with each candidate that has finished; 'stop' ends the selection with what has been fitted. */
  readonly onCandidate?: (finished: MixedFinishedCandidate) => void | 'stop' | Promise<void | 'stop'>
}

type AcceptedSelection = Omit<MixedSelectionOptions, 'sampleWeights'> & Pick<AcceptedMixedOptions, 'sampleWeights'>

const readers: OptionReaders<AcceptedSelection> = {
  ...withoutReaders(mixedFitReaders, 'components', 'covarianceType', 'initialize', 'labelPriors', 'onIteration', 'onProgress', 'resume'),
  components: componentCounts,
  covarianceTypes: optional(covarianceTypes),
  criterion: optional(choice(['bic', 'aic', 'icl', 'icl-soft'])),
  initialize: optional(choice(startMethods)),
  onProgress: optional(callback()),
  onCandidate: optional(callback()),
}

/** Result of `selectMixedMixture`. */
export interface MixedSelection {
  readonly best: MixedMixtureFit
  /** Every candidate that ran, best first; collapsed ones come after them, failed ones last. `formatSelection` prints it. */
  readonly table: readonly SelectionRow<MixedMixtureFit>[]
  readonly criterion: MixedSelectionCriterion
  /** True if a 'stop' ended it before the last candidate. */
  readonly stopped: boolean
}

/**
 * Fits every combination of number of classes and covariance structure to a mixed table and ranks them by a criterion. A combination that
 * cannot be fitted becomes a row with its error; the others continue.
 *
 * @param table in memory, or a source of chunks (`mixedChunksSource`).
 * @throws the first candidate's error if none could be fitted.
 * @throws {InvalidOptionError} for options that are out of range; {ShapeError} for a table that is not as described.
 * @see Fraley & Raftery (2002); Nylund, Asparouhov & Muthén (2007) for latent classes.
 */
export async function selectMixedMixture(table: MixedTable | MixedTableSource, given: MixedSelectionOptions): Promise<MixedSelection> {
  const { components, covarianceTypes: types, criterion = 'bic', onProgress, onCandidate, ...options } = readOptions('selectMixedMixture', given, readers)
  const accepted = acceptData(table)
  const described = accepted.columns
  const eachChunk = chunksOfRows(isMixedData(accepted) ? accepted : accepted.samples, options.sampleWeights)
  const data = isMixedData(accepted) ? accepted : { columns: described.map(column => givenColumn(column)!), samples: accepted.samples }
  const hasNumbers = splitColumns(described).numbers.length > 0
  const shapes = candidateShapes({ components, ...(types && hasNumbers && { covarianceTypes: types }), ...(!hasNumbers && { covarianceTypes: ['diag'] }) })
  const rows: SelectionRow<MixedMixtureFit>[] = []
  let stopped = false
  for (const [candidate, shape] of shapes.entries()) {
    const place = { ...shape, candidate, candidates: shapes.length }
    const row = await fittedRow(shape, () =>
      fitMixedMixture(data, { ...options, ...shape, ...(onProgress && { onProgress: progress => onProgress({ ...progress, ...place }) }) }), fit => criteriaOf(fit, eachChunk))
    rows.push(row)
    const answer = await onCandidate?.({ row, candidate, candidates: shapes.length })
    stopped = (row.fit?.stopped ?? false) || answer === 'stop'
    if (stopped) break
  }
  const ranked = rankRows(rows, criterion)
  const best = ranked[0].fit
  if (!best) throw ranked[0].error!
  return { best, table: ranked, criterion, stopped }
}

async function fittedRow(
  shape: CandidateShape,
  fitShape: () => Promise<MixedMixtureFit>,
  criteria: (fit: MixedMixtureFit) => Promise<MixedCriteria>,
): Promise<SelectionRow<MixedMixtureFit>> {
  try {
    const fit = await fitShape()
    const { parameterCount, converged, collapsed } = fit
    const meanLogLikelihood = fit.logLikelihoods.at(-1)!
    return { ...unfittedRow(shape, null), fit, parameterCount, meanLogLikelihood, ...(await criteria(fit)), converged, collapsed }
  } catch (error) {
    if (!(error instanceof MixturaError) || error instanceof InvalidCheckpointError || error instanceof CheckpointMismatchError) throw error
    return unfittedRow(shape, error)
  }
}

type MixedCriteria = Pick<SelectionRow<MixedMixtureFit>, 'bic' | 'aic' | 'icl' | 'iclSoft'>

async function criteriaOf({ model, parameterCount }: MixedMixtureFit, eachChunk: EachChunk): Promise<MixedCriteria> {
  const { logLikelihood, totalWeight, entropies } = await scoreRows(model, eachChunk)
  const bic = -2 * logLikelihood + parameterCount * Math.log(totalWeight)
  return { bic, aic: -2 * logLikelihood + 2 * parameterCount, icl: bic + 2 * entropies.hard, iclSoft: bic + 2 * entropies.soft }
}
