import type { Matrix } from '@mixtura/numerics'
import type { GaussianMixtureFit } from '../fit/fitGaussianMixture.js'
import type { StartRecord } from '../fit/fitGaussianMixture.js'
import type { FitProgress } from '../fit/fitOptions.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { fromMixturaErrorRecord, toErrorRecord, type ErrorRecord } from '../threads/errorRecord.js'
import type { CandidateStart } from './candidates.js'
import type { CandidateOptions } from './fitCandidate.js'
import type { CandidateShape, SelectionRow } from './selectionTypes.js'

/** To a worker: 'open' comes first and once, then one 'fit' at a time. */
export type SelectionRequest =
  | {
      readonly type: 'open'
      readonly samples: Matrix
      readonly options: CandidateOptions
      /** Whether the worker reports checkpoints of its fits. */
      readonly saves: boolean
    }
  | ({ readonly type: 'fit'; readonly candidate: number; readonly shape: CandidateShape } & CandidateStart)
  /** Progress was heard: the next may be reported. */
  | { readonly type: 'heard' }
  /** The running fit ends as if onIteration had answered 'stop'. */
  | { readonly type: 'stop' }

/** From a worker. */
export type SelectionReport =
  | { readonly type: 'progress'; readonly candidate: number; readonly progress: FitProgress }
  /** A checkpoint of the running fit. */
  | { readonly type: 'saved'; readonly candidate: number; readonly checkpoint: Uint8Array }
  | { readonly type: 'fitted'; readonly row: RowRecord }
  /** What fitCandidate threw. */
  | { readonly type: 'failed'; readonly error: ErrorRecord }

/** A row as plain data. */
export interface RowRecord extends Omit<SelectionRow, 'fit' | 'error'> {
  readonly fit: FitRecord | null
  readonly error: ErrorRecord | null
}

interface FitRecord extends Omit<GaussianMixtureFit, 'model' | 'starts'> {
  readonly parameters: MixtureParameters
  readonly starts: readonly (Omit<StartRecord, 'error'> & { readonly error?: ErrorRecord })[]
}

export function toRowRecord({ fit, error, ...row }: SelectionRow): RowRecord {
  return { ...row, fit: fit && toFitRecord(fit), error: error && toErrorRecord(error) }
}

/** The row again, to the last bit. */
export function fromRowRecord({ fit, error, ...row }: RowRecord): SelectionRow {
  return { ...row, fit: fit && fromFitRecord(fit), error: error && fromMixturaErrorRecord(error) }
}

function toFitRecord({ model, starts, ...fit }: GaussianMixtureFit): FitRecord {
  const { covarianceType, components, columns, weights, means, covariances } = model
  return {
    ...fit,
    parameters: { covarianceType, components, columns, weights, means, covariances },
    starts: starts.map(({ error, ...start }) => ({ ...start, ...(error && { error: toErrorRecord(error) }) })),
  }
}

function fromFitRecord({ parameters, starts, ...fit }: FitRecord): GaussianMixtureFit {
  return {
    model: new GaussianMixture(parameters),
    ...fit,
    starts: starts.map(({ error, ...start }) => ({ ...start, ...(error && { error: fromMixturaErrorRecord(error) }) })),
  }
}
