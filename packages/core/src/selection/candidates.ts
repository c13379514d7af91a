import { type Matrix, MixturaError } from '@mixtura/numerics'
import { unfittedRow } from './fitCandidate.js'
import type { SharedTree } from './sharedTree.js'
import type { AcceptedSelectionOptions, CandidateShape, SelectionRow } from './selectionTypes.js'

/** Everything that a selection fits. */
export interface Candidates {
  readonly samples: Matrix
  readonly shapes: readonly CandidateShape[]
  readonly options: AcceptedSelectionOptions
  readonly tree: SharedTree | undefined
}

export interface FittedCandidates {
  /** In the order of the shapes; those that did not run are left out. */
  readonly rows: readonly SelectionRow[]
  /** True if onIteration ended it. */
  readonly stopped: boolean
}

/** Where a candidate begins; or the row of one that cannot, for want of distinct rows. */
export function startOf(
  { shapes, tree }: Candidates,
  candidate: number,
): { readonly labels: Int32Array | undefined } | { readonly row: SelectionRow } {
  const shape = shapes[candidate]
  try {
    return { labels: tree?.labelsAt(shape.components) }
  } catch (error) {
    if (!(error instanceof MixturaError)) throw error
    return { row: unfittedRow(shape, error) }
  }
}
