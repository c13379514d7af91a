import type { ScatterKind } from '../kernels/workspace.js'
import type { MixtureParameters } from '../model/parameters.js'
import { hostThreads } from '../threads/hostThreads.js'
import { canShare, shareMatrix, shareNumbers } from '../threads/shareNumbers.js'
import type { KnownRows } from './accumulateRows.js'

/** A pass that takes one thread less, nanoseconds, costs more to hand out than it brings. */
const leastWork = 150_000
/** Samples up to this size, 256 MiB, are copied into shared memory unasked. */
const mostCopiedBytes = 2 ** 28

/**
 * How many threads a pass takes: those asked for, or as many as the host runs at once; one where the pass is short.
 * Unasked, large samples outside shared memory are not copied there but read by one thread, so that a fit never takes
 * the memory of its data twice.
 */
export function passThreadCount(
  { samples }: KnownRows,
  { model, scatter, threads }: {
    readonly model: MixtureParameters
    readonly scatter: ScatterKind
    readonly threads: number | undefined
  },
): number {
  if (threads === 1 || !canShare()) return 1
  const { data, rows } = samples
  if (rows * rowNanoseconds(model, scatter) < leastWork) return 1
  if (threads !== undefined) return threads
  if (!(data.buffer instanceof SharedArrayBuffer) && data.byteLength > mostCopiedBytes) return 1
  return hostThreads()
}

/** What a row takes one thread, about: to be loaded, and to meet each component. Measured; no result depends on it. */
function rowNanoseconds({ components, columns }: MixtureParameters, scatter: ScatterKind): number {
  return 10 + 0.7 * columns + components * (2 + columns * (scatter === 'full' ? columns / 20 : 0.15))
}

/** The same rows where all threads see them. */
export function sharedRows(rows: KnownRows): KnownRows {
  const { samples, weights, labelPriors } = rows
  return {
    samples: shareMatrix(samples),
    weights: weights && shareNumbers(weights),
    labelPriors: labelPriors && shareMatrix(labelPriors),
  }
}
