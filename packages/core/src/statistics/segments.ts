import { blockRows, type ScatterKind } from '../kernels/workspace.js'

/** A pass is divided into segments of rows, which the threads share. */
export interface Segments {
  readonly count: number
  /** Rows of each segment; the last one may have fewer. */
  readonly rows: number
  /** Number of all rows. */
  readonly end: number
}

/** Enough to keep many threads busy until the end. */
const maxSegments = 32
/** Minimum of rows times values per segment, at least 0.1 ms of work: sharing smaller segments costs more than it saves. */
const minWork = 2 ** 20
/** A segment of this many rows is always large enough. */
const minRows = 2048
/** Maximum size of the statistics of all segments together, in float64 values: 32 MiB. */
const maxValues = 2 ** 22

/**
 * The segments depend only on the size of the data and of the model, and they are merged in order. So the statistics have the
 * same bits for any number of threads.
 */
export function cutIntoSegments(rows: number, statisticsLength: number): Segments {
  const smallest = Math.min(minRows, minWork / statisticsLength)
  const count = Math.max(1, Math.min(maxSegments, Math.ceil(rows / smallest), Math.floor(maxValues / statisticsLength)))
  const segmentRows = Math.max(1, Math.ceil(rows / count / blockRows)) * blockRows
  return { count: Math.ceil(rows / segmentRows), rows: segmentRows, end: rows }
}

/** Number of values in the statistics of a segment: log-likelihood, weight, counts, sums, scatters and projections. */
export function statisticsLength(
  { components, columns }: { readonly components: number; readonly columns: number },
  { scatter, directions }: { readonly scatter: ScatterKind; readonly directions?: Float64Array | undefined },
): number {
  return (directions?.length ?? 0) + 2 + components * (1 + columns + columns * (scatter === 'full' ? columns : 1))
}
