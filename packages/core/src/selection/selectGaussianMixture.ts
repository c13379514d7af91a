import { createRandom, InvalidOptionError, type Matrix, type Samples, toMatrix } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import type { FitIdentity } from '../fit/fitCheckpoint.js'
import { candidateShapes } from './candidateShapes.js'
import { fitInThreads } from './fitInThreads.js'
import { fitInTurn } from './fitInTurn.js'
import { rankRows } from './rankRows.js'
import { readSelectionCheckpoint, selectionIdentity, writeSelectionCheckpoint, type SelectionState } from './selectionCheckpoint.js'
import { sharedTree } from './sharedTree.js'
import { isSource, type StatisticsSource } from '../statistics/statisticsSource.js'
import { selectionDefaults, type AcceptedSelectionOptions, type ComponentCounts, type Selection, type SelectionOptions } from './selectionTypes.js'
import { selectionReaders } from './selectionReaders.js'

export type {
  CandidateProgress,
  CandidateShape,
  ComponentCounts,
  ComponentRange,
  FinishedCandidate,
  Selection,
  SelectionCriterion,
  SelectionOptions,
  SelectionProgress,
  SelectionRow,
  SelectionRunProgress,
} from './selectionTypes.js'

/**
 * Fits every combination of component count and covariance type and ranks them by a criterion. A combination that
 * cannot be fitted becomes a row with its error; the others continue.
 *
 * Criteria use the likelihood that the fits maximise. It takes account of sampleWeights, missing cells, labelPriors and
 * noiseCovariances.
 *
 * @param given samples [N, D], finite except for missing cells that are marginalised; or any source of their statistics. The rows of a
 *   source are not at hand, so it has neither icl nor cross-validation, its candidates are fitted in turn, and its weights and missing
 *   cells are its own.
 * @throws the first candidate's error if none could be fitted.
 * @throws {InvalidOptionError} for options that are out of range or do not go together.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another selection.
 * @throws {WorkerFailedError} with several threads, if one of them could not be started or ran out of memory.
 * @see Fraley & Raftery, Model-based clustering, discriminant analysis, and density estimation (2002).
 */
export async function selectGaussianMixture(
  given: Samples | StatisticsSource,
  asked: SelectionOptions<ComponentCounts>,
): Promise<Selection> {
  const options = readOptions('selectGaussianMixture', asked, selectionReaders)
  const { criterion = selectionDefaults.criterion, threads = selectionDefaults.threads, signal } = options
  const shapes = candidateShapes(options)
  const data = isSource(given) ? given : toMatrix(given)
  if (isSource(data)) requireForSource(options)
  signal?.throwIfAborted()
  // Rows of a source cost a pass, and only a checkpoint needs them.
  const isSaved = options.resume !== undefined || options.onProgress !== undefined || options.onCandidate !== undefined
  const identifying = isSource(data) && !isSaved ? undefined : await identifyingRows(data, options)
  let identity: FitIdentity | undefined
  const identified = (): FitIdentity => (identity ??= selectionIdentity(options, { samples: identifying!, rows: data.rows, columns: data.columns }))
  const candidates = {
    shapes, options,
    earlier: options.resume && readSelectionCheckpoint(options.resume, identified(), { shapes, columns: data.columns }),
    tree: isSource(data) ? undefined : await sharedTree(data, { shapes, options }),
    checkpoint: (state: SelectionState) => writeSelectionCheckpoint(identified(), state),
  }
  const { rows, stopped } = await (threads === 1 || isSource(data) ? fitInTurn({ ...candidates, data }) : fitInThreads({ ...candidates, data }))
  const table = rankRows(rows, criterion)
  const best = table[0].fit
  if (!best) throw table[0].error!
  return { best, table, criterion, stopped }
}

/** @throws {InvalidOptionError} for a criterion that needs the rows, or for threads. */
function requireForSource({ criterion = selectionDefaults.criterion, threads = selectionDefaults.threads }: AcceptedSelectionOptions): void {
  if (criterion !== 'bic' && criterion !== 'aic') throw new InvalidOptionError('criterion', "'bic' or 'aic' for a source", criterion, 'Leave it out, or pass samples.')
  if (threads !== 1) throw new InvalidOptionError('threads', '1 for a source, whose passes use the threads', threads, 'Leave it out, or pass samples.')
}

/** Enough rows to tell one source from another. */
const identifyingCount = 1000

/** The rows that identify the data in a checkpoint. */
async function identifyingRows(data: Matrix | StatisticsSource, { seed = 0 }: AcceptedSelectionOptions): Promise<Matrix> {
  return isSource(data) ? (await data.draw(identifyingCount, createRandom(seed))).samples : data
}
