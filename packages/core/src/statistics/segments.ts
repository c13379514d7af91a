import { blockRows, type ScatterKind } from '../kernels/workspace.js'

/** A pass is cut into segments of rows, which threads take by turns. */
export interface Segments {
  readonly count: number
  /** Rows of each but the last. */
  readonly rows: number
}

/** Enough to keep many threads busy to the end. */
const mostSegments = 32
/** Rows times values, a tenth of a millisecond of them or more, below which taking a segment costs more than it brings. */
const leastWork = 2 ** 20
/** No segment need be longer on that account. */
const leastRows = 2048
/** Statistics of all segments together, float64 values: 32 MiB. */
const mostValues = 2 ** 22

/**
 * The cut depends on the size of data and model alone, and segments are merged in their order: statistics are the same,
 * bit for bit, for any number of threads.
 */
export function cutIntoSegments(rows: number, statisticsLength: number): Segments {
  const least = Math.min(leastRows, leastWork / statisticsLength)
  const count = Math.max(1, Math.min(mostSegments, Math.ceil(rows / least), Math.floor(mostValues / statisticsLength)))
  const segmentRows = Math.max(1, Math.ceil(rows / count / blockRows)) * blockRows
  return { count: Math.ceil(rows / segmentRows), rows: segmentRows }
}

/** Values of a segment's statistics: log-likelihood, weight, counts, sums and scatters, whole or along directions. */
export function statisticsLength(
  { components, columns }: { readonly components: number; readonly columns: number },
  { scatter, directions }: { readonly scatter: ScatterKind; readonly directions?: Float64Array | undefined },
): number {
  return (directions?.length ?? 0) + 2 + components * (1 + columns + columns * (scatter === 'full' ? columns : 1))
}
