import { type Matrix, MixturaError } from '@mixtura/numerics'
import { unfittedRow } from './fitCandidate.js'
import type { SelectionState } from './selectionCheckpoint.js'
import type { SharedTree } from './sharedTree.js'
import type { AcceptedSelectionOptions, CandidateShape, SelectionRow } from './selectionTypes.js'

/** Everything that a selection fits. */
export interface Candidates {
  readonly samples: Matrix
  readonly shapes: readonly CandidateShape[]
  readonly options: AcceptedSelectionOptions
  readonly tree: SharedTree | undefined
  /** How far the selection had come. */
  readonly earlier: SelectionState | undefined
  /** Where a selection that has come so far stands, as bytes. */
  readonly checkpoint: (state: SelectionState) => Uint8Array
}

export interface FittedCandidates {
  /** In the order of the shapes; those that did not run are left out. */
  readonly rows: readonly SelectionRow[]
  /** True if a 'stop' ended it. */
  readonly stopped: boolean
}

/** Where a candidate begins; or its row, where that had ended before, or cannot begin for want of distinct rows. */
export function startOf(
  { shapes, tree, earlier }: Candidates,
  candidate: number,
): { readonly labels: Int32Array | undefined } | { readonly row: SelectionRow } {
  const shape = shapes[candidate]
  const known = earlier?.rows[candidate]
  if (known) return { row: known }
  try {
    return { labels: tree?.labelsAt(shape.components) }
  } catch (error) {
    if (!(error instanceof MixturaError)) throw error
    return { row: unfittedRow(shape, error) }
  }
}
