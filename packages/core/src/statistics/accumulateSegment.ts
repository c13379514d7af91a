import type { Kernels } from '../kernels/kernels.js'
import { accumulateRows } from './accumulateRows.js'
import type { AccumulatingPass, SegmentRange } from './segmentedPass.js'

/** Writes the statistics of a segment to its place in the totals. */
export async function accumulateSegment(kernels: Kernels, { rows, model, segments, totals }: AccumulatingPass, { segment, ...range }: SegmentRange): Promise<void> {
  const { counts, sums, scatters, projections } = kernels.workspace
  const added = [counts, sums, scatters, projections]
  for (const values of added) values.fill(0)
  const { logLikelihood, totalWeight } = await accumulateRows(kernels, rows, { ...range, model })
  let at = segment * (totals.length / segments.count)
  totals[at++] = logLikelihood
  totals[at++] = totalWeight
  for (const values of added) {
    totals.set(values, at)
    at += values.length
  }
}
