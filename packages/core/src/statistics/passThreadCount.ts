import type { ScatterKind } from '../kernels/workspace.js'
import type { MixtureParameters } from '../model/parameters.js'
import { hostThreads } from '../threads/hostThreads.js'
import { canShare, shareMatrix, shareNumbers } from '../threads/shareNumbers.js'
import type { KnownRows } from './accumulateRows.js'

/** Sharing a pass among threads costs more than it saves if one thread takes less than this, nanoseconds. */
const minWork = 150_000
/** By default, samples of at most this size, 256 MiB, are copied into shared memory. */
const maxCopiedBytes = 2 ** 28

/**
 * Number of threads of a pass: the given number, or else the number that the host runs at once; 1 if the pass is short. Without
 * a given number, large samples outside shared memory are read by one thread instead of being copied, so that a fit does not
 * use the memory of its data twice.
 */
export function passThreadCount(
  { samples }: KnownRows,
  { model, scatter, threads }: {
    readonly model: MixtureParameters
    readonly scatter: ScatterKind
    readonly threads: number | undefined
  },
): number {
  return threadsForWork({ nanoseconds: samples.rows * rowNanoseconds(model, scatter), data: samples.data, threads })
}

/**
 * The same for a pass of a known length.
 *
 * @param options.nanoseconds approximate time of the pass on one thread; no result depends on it.
 * @param options.data the cells, which would be copied.
 */
export function threadsForWork({ nanoseconds, data, threads }: { readonly nanoseconds: number; readonly data: Float64Array | Float32Array; readonly threads: number | undefined }): number {
  if (threads === 1 || !canShare() || nanoseconds < minWork) return 1
  if (threads !== undefined) return threads
  if (!(data.buffer instanceof SharedArrayBuffer) && data.byteLength > maxCopiedBytes) return 1
  return hostThreads()
}

/** Approximate time of a row on one thread: to load it, and to evaluate each component. Measured; no result depends on it. */
export function rowNanoseconds({ components, columns }: Pick<MixtureParameters, 'components' | 'columns'>, scatter: ScatterKind): number {
  return 10 + 0.7 * columns + components * (2 + columns * (scatter === 'full' ? columns / 20 : 0.15))
}

/** The same rows in memory that all threads share. */
export function sharedRows(rows: KnownRows): KnownRows {
  const { samples, weights, labelPriors } = rows
  return {
    samples: shareMatrix(samples),
    weights: weights && shareNumbers(weights),
    labelPriors: labelPriors && shareMatrix(labelPriors),
  }
}
