import type { ScatterKind } from '../kernels/workspace.js'
import type { MixtureParameters } from '../mixture/parameters.js'
import { hostThreads } from '../threads/hostThreads.js'
import { canShare, shareMatrix, shareNumbers } from '../threads/shareNumbers.js'
import type { KnownRows } from './accumulateRows.js'

/** Multiply-adds of a pass, half a millisecond of them or more, below which handing it out costs more than it brings. */
const leastWork = 2e6
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
  const { data, rows, columns } = samples
  const work = rows * model.components * columns * (scatter === 'full' ? columns : 1)
  if (work < leastWork) return 1
  if (threads !== undefined) return threads
  if (!(data.buffer instanceof SharedArrayBuffer) && data.byteLength > mostCopiedBytes) return 1
  return hostThreads()
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
