import type { YieldIfDue } from '@mixtura/numerics'
import type { Kernels } from '../kernels/kernels.js'
import type { ScatterKind } from '../kernels/workspace.js'
import { accumulateRows, type KnownRows } from './accumulateRows.js'
import type { PreparedModel } from './preparedModel.js'
import type { Segments } from './segments.js'

/** One pass, as it is sent to all threads. They share its arrays. */
export interface SegmentedPass {
  readonly rows: KnownRows
  readonly model: PreparedModel
  /** Drift of the model since the bounds of the rows were computed. */
  readonly drift?: Float64Array | undefined
  readonly scatter: ScatterKind
  /** [K, D, m] directions along which scatters are also computed. */
  readonly directions?: Float64Array | undefined
  readonly segments: Segments
  /** [3] number of the next free segment, number of finished segments, and 1 once the pass is aborted. */
  readonly progress: Int32Array
  /** [segments, statisticsLength] */
  readonly totals: Float64Array
}

const [nextSegment, doneSegments, aborted] = [0, 1, 2]

export const isDone = ({ progress, segments }: SegmentedPass): boolean =>
  Atomics.load(progress, doneSegments) === segments.count

export const isAborted = ({ progress }: SegmentedPass): boolean => Atomics.load(progress, aborted) === 1

/** Tells all threads to stop, because the result is no longer needed. */
export const abort = ({ progress }: SegmentedPass): void => void Atomics.store(progress, aborted, 1)

/** Computes free segments until there are none, and writes the statistics of each to its place in the totals. */
export async function takeSegments(
  kernels: Kernels,
  pass: SegmentedPass,
  { yieldIfDue, signal }: { readonly yieldIfDue: YieldIfDue; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { rows, model, segments, progress, totals } = pass
  const { counts, sums, scatters, projections } = kernels.workspace
  const added = [counts, sums, scatters, projections]
  const length = totals.length / segments.count
  for (;;) {
    const segment = Atomics.add(progress, nextSegment, 1)
    if (segment >= segments.count) return
    for (const values of added) values.fill(0)
    const from = segment * segments.rows
    const to = Math.min(from + segments.rows, rows.samples.rows)
    const { logLikelihood, totalWeight } = await accumulateRows(kernels, rows, { from, to, yieldIfDue, signal, model })
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
