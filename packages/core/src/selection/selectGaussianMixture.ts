import { type Samples, toMatrix } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import type { FitIdentity } from '../fit/fitCheckpoint.js'
import { candidateShapes } from './candidateShapes.js'
import { fitInThreads } from './fitInThreads.js'
import { fitInTurn } from './fitInTurn.js'
import { rankRows } from './rankRows.js'
import { readSelectionCheckpoint, selectionIdentity, writeSelectionCheckpoint, type SelectionState } from './selectionCheckpoint.js'
import { sharedTree } from './sharedTree.js'
import { selectionDefaults, type ComponentCounts, type Selection, type SelectionOptions } from './selectionTypes.js'
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
 * @param samples [N, D], finite except for missing cells that are marginalised.
 * @throws the first candidate's error if none could be fitted.
 * @throws {InvalidOptionError} for options that are out of range or do not go together.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another selection.
 * @throws {WorkerFailedError} with several threads, if one of them could not be started or ran out of memory.
 * @see Fraley & Raftery, Model-based clustering, discriminant analysis, and density estimation (2002).
 */
export async function selectGaussianMixture(
  samples: Samples,
  given: SelectionOptions<ComponentCounts>,
): Promise<Selection> {
  const options = readOptions('selectGaussianMixture', given, selectionReaders)
  const { criterion = selectionDefaults.criterion, threads = selectionDefaults.threads, signal } = options
  const shapes = candidateShapes(options)
  const data = toMatrix(samples)
  signal?.throwIfAborted()
  let identity: FitIdentity | undefined
  const identified = (): FitIdentity => (identity ??= selectionIdentity(options, data))
  const candidates = {
    samples: data, shapes, options,
    earlier: options.resume && readSelectionCheckpoint(options.resume, identified(), { shapes, columns: data.columns }),
    tree: await sharedTree(data, { shapes, options }),
    checkpoint: (state: SelectionState) => writeSelectionCheckpoint(identified(), state),
  }
  const { rows, stopped } = await (threads === 1 ? fitInTurn(candidates) : fitInThreads(candidates))
  const table = rankRows(rows, criterion)
  const best = table[0].fit
  if (!best) throw table[0].error!
  return { best, table, criterion, stopped }
}
