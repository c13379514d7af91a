import {
  madeOfFields, readPlainRecord, savedCount, savedFields, savedFlag, savedList, savedNumber, wrongField, type Matrix, type MixturaError, type PlainValue,
} from '@mixtura/numerics'
import { optional, type Reader } from '@mixtura/numerics/validation'
import { parametersReader } from '../em/runReader.js'
import { fitIdentity, readFitCheckpoint, savedCheckpoint, writeFitCheckpoint, type FitIdentity } from '../fit/fitCheckpoint.js'
import type { GaussianMixtureFit, StartRecord } from '../fit/fitGaussianMixture.js'
import { savedError } from '../fit/savedError.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { toRowRecord } from './selectionMessages.js'
import type { AcceptedSelectionOptions, CandidateShape, SelectionRow } from './selectionTypes.js'

/** How far a selection has come. */
export interface SelectionState {
  /** By candidate; undefined for those that have not finished. */
  readonly rows: readonly (SelectionRow | undefined)[]
  /** Checkpoints of the fits that are under way. */
  readonly running: readonly RunningCandidate[]
}

export interface RunningCandidate {
  readonly candidate: number
  readonly checkpoint: Uint8Array
}

/** @param samples all samples in memory, or some rows of a source. */
export const selectionIdentity = (options: AcceptedSelectionOptions, { samples, rows, columns }: { readonly samples: Matrix; readonly rows: number; readonly columns: number }): FitIdentity =>
  fitIdentity('selectGaussianMixture', options, { samples, rows, columns })

/** The state of a selection as bytes. */
export function writeSelectionCheckpoint(identity: FitIdentity, { rows, running }: SelectionState): Uint8Array {
  return writeFitCheckpoint(identity, {
    rows: rows.map(row => (row ? (toRowRecord(row) as unknown as PlainValue) : null)),
    running: running.map(({ candidate, checkpoint }) => ({ candidate, fit: readPlainRecord(checkpoint) })),
  })
}

/**
 * @param shapes of the candidates, in order.
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed, or a field of the state is not what the selection would have saved.
 * @throws {CheckpointMismatchError} for a checkpoint of another version, function, of other data or options.
 */
export function readSelectionCheckpoint(
  bytes: Uint8Array,
  identity: FitIdentity,
  { shapes, columns }: { readonly shapes: readonly CandidateShape[]; readonly columns: number },
): SelectionState {
  return readFitCheckpoint(bytes, identity, savedFields<SelectionState>({
    rows: (path, value) => {
      const rows = savedList<unknown>((_, row) => row, { maxLength: shapes.length })(path, value)
      return rows.map((row, candidate) => (row === null ? undefined : rowReader(shapes[candidate], columns)(`${path}[${candidate}]`, row)))
    },
    running: savedList(readRunning(shapes.length), { maxLength: shapes.length }),
  }))
}

function readRunning(candidates: number): Reader<RunningCandidate> {
  const read = savedFields<{ readonly candidate: number; readonly fit: Uint8Array }>({
    candidate: (path, value) => {
      const candidate = savedCount(path, value)
      if (candidate < candidates) return candidate
      throw wrongField(path, `below ${candidates}, the number of candidates`, String(candidate))
    },
    fit: savedCheckpoint,
  })
  return (path, value) => {
    const { candidate, fit: checkpoint } = read(path, value)
    return { candidate, checkpoint }
  }
}

const orNull = <Value>(read: Reader<Value>): Reader<Value | null> => (path, value) => (value === null ? null : read(path, value))

function rowReader({ components, covarianceType }: CandidateShape, columns: number): Reader<SelectionRow> {
  const number = orNull(savedNumber)
  const read = savedFields<Omit<SelectionRow, keyof CandidateShape>>({
    fit: orNull(fitReader({ components, covarianceType }, columns)),
    parameterCount: number, meanLogLikelihood: number, bic: number, aic: number, icl: number, iclSoft: number,
    crossValidatedLogLikelihood: number, crossValidatedStandardError: number,
    converged: savedFlag, collapsed: savedFlag, error: orNull(savedError),
  })
  return (path, value) => ({ components, covarianceType, ...read(path, value) })
}

function fitReader({ components, covarianceType }: CandidateShape, columns: number): Reader<GaussianMixtureFit> {
  const readParameters = parametersReader({ covarianceType, components, columns })
  const readModel: Reader<GaussianMixture> = (path, value) => {
    const parameters = readParameters(path, value)
    return madeOfFields(path, () => new GaussianMixture(parameters))
  }
  const readStart = savedFields<StartRecord>({
    start: savedCount,
    rows: savedCount,
    meanLogLikelihood: (path, value) => (Number.isNaN(value) ? NaN : savedNumber(path, value)),
    iterations: savedCount,
    converged: savedFlag,
    collapsed: savedFlag,
    error: optional(savedError) as Reader<MixturaError>,
  })
  const read = savedFields<Omit<GaussianMixtureFit, 'model'> & { readonly parameters: GaussianMixture }>({
    parameters: readModel,
    parameterCount: savedCount,
    converged: savedFlag,
    collapsed: savedFlag,
    stopped: savedFlag,
    iterations: savedCount,
    logLikelihoods: savedList(savedNumber, { minLength: 1 }),
    starts: savedList(readStart),
  })
  return (path, value) => {
    const { parameters: model, ...fit } = read(path, value)
    return { model, ...fit }
  }
}
