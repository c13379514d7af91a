import type { YieldIfDue } from '@mixtura/numerics'
import type { Kernels } from '../kernels/kernels.js'
import type { ScatterKind } from '../kernels/workspace.js'
import { accumulateRows, type KnownRows } from './accumulateRows.js'
import type { PreparedModel } from './preparedModel.js'
import type { Segments } from './segments.js'

/** One pass as all threads see it: what lies in arrays is shared by them. */
export interface SegmentedPass {
  readonly rows: KnownRows
  readonly model: PreparedModel
  /** Since the bounds of the rows were taken. */
  readonly drift?: Float64Array | undefined
  readonly scatter: ScatterKind
  /** [K, D, m] along which scatters are wanted too. */
  readonly directions?: Float64Array | undefined
  readonly segments: Segments
  /** [3] the segment to be taken next, how many are done, and 1 once the pass has been given up. */
  readonly progress: Int32Array
  /** [segments, statisticsLength] */
  readonly totals: Float64Array
}

const [nextSegment, doneSegments, givenUp] = [0, 1, 2]

export const isDone = ({ progress, segments }: SegmentedPass): boolean =>
  Atomics.load(progress, doneSegments) === segments.count

export const isGivenUp = ({ progress }: SegmentedPass): boolean => Atomics.load(progress, givenUp) === 1

/** Tells all threads that nobody waits for the result any more. */
export const giveUp = ({ progress }: SegmentedPass): void => void Atomics.store(progress, givenUp, 1)

/** Takes segments as long as there are any, and writes the statistics of each to its place in the totals. */
export async function takeSegments(
  kernels: Kernels,
  pass: SegmentedPass,
  { yieldIfDue, signal }: { readonly yieldIfDue: YieldIfDue; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { rows, model, directions, segments, progress, totals } = pass
  const projections = directions && new Float64Array(directions.length)
  const along = directions && projections && { directions, projections }
  const { counts, sums, scatters } = kernels.workspace
  const added = [counts, sums, scatters, ...(projections ? [projections] : [])]
  const length = totals.length / segments.count
  for (;;) {
    const segment = Atomics.add(progress, nextSegment, 1)
    if (segment >= segments.count) return
    for (const values of added) values.fill(0)
    const from = segment * segments.rows
    const to = Math.min(from + segments.rows, rows.samples.rows)
    const { logLikelihood, totalWeight } = await accumulateRows(kernels, rows, { from, to, yieldIfDue, signal, model, along })
    let at = segment * length
    totals[at++] = logLikelihood
    totals[at++] = totalWeight
    for (const values of added) {
      totals.set(values, at)
      at += values.length
    }
    Atomics.add(progress, doneSegments, 1)
  }
}
