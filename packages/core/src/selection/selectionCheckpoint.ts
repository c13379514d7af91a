import { readPlainRecord, writePlainRecord, type Matrix, type PlainValue } from '@mixtura/numerics'
import { fitIdentity, readIdentified, writeIdentified, type FitIdentity } from '../fit/fitCheckpoint.js'
import { fromRowRecord, toRowRecord, type RowRecord } from './selectionMessages.js'
import type { AcceptedSelectionOptions, SelectionRow } from './selectionTypes.js'

/** How far a selection has come. */
export interface SelectionState {
  /** By candidate; undefined for those that have not ended. */
  readonly rows: readonly (SelectionRow | undefined)[]
  /** The candidate at work on this thread, and where its fit stands. */
  readonly running?: { readonly candidate: number; readonly checkpoint: Uint8Array } | undefined
}

export const selectionIdentity = (options: AcceptedSelectionOptions, samples: Matrix): FitIdentity =>
  fitIdentity('selectGaussianMixture', options, { samples, rows: samples.rows, columns: samples.columns })

/** Where a selection stands, as bytes. */
export function writeSelectionCheckpoint(identity: FitIdentity, { rows, running }: SelectionState): Uint8Array {
  return writeIdentified(identity, {
    rows: rows.map(row => (row ? (toRowRecord(row) as unknown as PlainValue) : null)),
    running: running && { candidate: running.candidate, fit: readPlainRecord(running.checkpoint) },
  })
}

/**
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {CheckpointMismatchError} for a checkpoint of another version, function, of other data or options.
 */
export function readSelectionCheckpoint(bytes: Uint8Array, identity: FitIdentity): SelectionState {
  const { rows, running } = readIdentified(bytes, identity) as unknown as {
    readonly rows: readonly (RowRecord | null)[]
    readonly running?: { readonly candidate: number; readonly fit: { readonly [name: string]: PlainValue } }
  }
  return {
    rows: rows.map(row => (row ? fromRowRecord(row) : undefined)),
    running: running && { candidate: running.candidate, checkpoint: writePlainRecord(running.fit) },
  }
}
