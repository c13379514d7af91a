import { type Matrix, MixturaError } from '@mixtura/numerics'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { unfittedRow } from './fitCandidate.js'
import { rankRows } from './rankRows.js'
import type { SelectionState } from './selectionCheckpoint.js'
import type { SharedTree } from './sharedTree.js'
import { selectionDefaults, type AcceptedSelectionOptions, type CandidateShape, type SelectionRow } from './selectionTypes.js'

/** Everything that a selection fits. */
export interface Candidates {
  readonly data: Matrix | StatisticsSource
  readonly shapes: readonly CandidateShape[]
  readonly options: AcceptedSelectionOptions
  readonly tree: SharedTree | undefined
  /** State of an interrupted selection, from which this one continues. */
  readonly earlier: SelectionState | undefined
  /** A state as bytes. */
  readonly checkpoint: (state: SelectionState) => Uint8Array
}

export interface FittedCandidates {
  /** In the order of the shapes; those that did not run are left out. */
  readonly rows: readonly SelectionRow[]
  /** True if a 'stop' ended the selection. */
  readonly stopped: boolean
}

/** What a candidate begins from. */
export interface CandidateStart {
  /** [N] labels of the shared tree. */
  readonly labels: Int32Array | undefined
  /** A checkpoint of its fit. */
  readonly resume: Uint8Array | undefined
}

/** Keeps the state of a selection while candidates run and finish. */
export interface SelectionProgressKeeper {
  /** What a candidate begins from; undefined if it has a row, because it finished before or cannot begin for want of distinct rows. */
  startOf(candidate: number): CandidateStart | undefined
  finish(candidate: number, row: SelectionRow): void
  /** Keeps a checkpoint of a fit that is under way. */
  save(candidate: number, checkpoint: Uint8Array): void
  /** The rows so far, in the order of the shapes. */
  rows(): readonly SelectionRow[]
  /** The same, best first. */
  table(): readonly SelectionRow[]
  /** The state of the whole selection as bytes. */
  checkpoint(): Uint8Array
}

export function keepSelectionProgress({ shapes, options, tree, earlier, checkpoint }: Candidates): SelectionProgressKeeper {
  const rows = shapes.map((_, candidate) => earlier?.rows[candidate])
  const running = new Map(earlier?.running.map(one => [one.candidate, one.checkpoint]))
  const fitted = (): readonly SelectionRow[] => rows.filter(row => row !== undefined)
  const finish = (candidate: number, row: SelectionRow): void => {
    rows[candidate] = row
    if (!row.fit?.stopped) running.delete(candidate)
  }
  return {
    startOf(candidate) {
      if (rows[candidate]) return undefined
      const shape = shapes[candidate]
      try {
        return { labels: tree?.labelsAt(shape.components), resume: running.get(candidate) }
      } catch (error) {
        if (!(error instanceof MixturaError)) throw error
        finish(candidate, unfittedRow(shape, error))
        return undefined
      }
    },
    finish,
    save: (candidate, bytes) => void running.set(candidate, bytes),
    rows: fitted,
    table: () => rankRows(fitted(), options.criterion ?? selectionDefaults.criterion),
    checkpoint: () =>
      checkpoint({
        rows: rows.map(row => (row?.fit?.stopped ? undefined : row)), // a stopped candidate has not finished
        running: Array.from(running, ([candidate, bytes]) => ({ candidate, checkpoint: bytes })),
      }),
  }
}
