import { copyRows, createRandom, drawRowNumbers, InvalidOptionError, requireFinite, requireSpread, type Samples, toMatrix } from '@mixtura/numerics'
import { optional, type Reader, readOptions, signal } from '@mixtura/numerics/validation'
import { encodeLabels, type Label } from './encodeLabels.js'
import {
  requireClusterCount,
  requireOneLabelPerRow,
  silhouetteSamples,
  type SilhouetteSamplesOptions,
} from './silhouetteSamples.js'

/** Options of `silhouette`. */
export interface SilhouetteOptions extends SilhouetteSamplesOptions {
  /** Number of rows to draw without replacement, at least 3; all rows by default, or if there are no more. */
  readonly sampleSize?: number
  /** Seed of the draw, a whole number from 0 to 2^53 - 1; 0 by default. It has no effect without `sampleSize`. */
  readonly seed?: number
}

/**
 * Mean silhouette coefficient, in [-1, 1]: near 1 for compact, well separated clusters, near 0 for overlapping ones.
 *
 * With `sampleSize` the result is an estimate from drawn rows only, as in scikit-learn, in O(sampleSize² D) time. Small
 * clusters may be missing from the draw.
 *
 * @param samples [N, D] finite.
 * @param labels [N], the cluster of each sample.
 * @throws {ShapeError} if there are not N labels, one is neither a finite number nor a string, or the
 *   clusters (of the drawn rows) are fewer than 2 or as many as the rows.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {InvalidOptionError} if `sampleSize` or `seed` is out of range.
 * @see silhouetteSamples for the formula and the cost.
 */
export async function silhouette(
  samples: Samples,
  labels: ArrayLike<Label>,
  given: SilhouetteOptions = {},
): Promise<number> {
  const { sampleSize, seed = 0, ...options } = readOptions<SilhouetteOptions>('silhouette', given, {
    sampleSize: optional(readSampleSize),
    seed: optional(readSeed),
    signal: optional(signal),
  })
  const points = toMatrix(samples)
  requireOneLabelPerRow(points, labels)
  if (sampleSize === undefined || sampleSize >= points.rows) {
    return mean(await silhouetteSamples(points, labels, options))
  }
  requireFinite(points, samples)
  requireSpread(points)
  const { codes } = encodeLabels(labels, 'labels')
  const drawn = drawRowNumbers(points.rows, sampleSize, createRandom(seed))
  const drawnLabels = drawn.map(row => codes[row])
  requireClusterCount(new Set(drawnLabels).size, sampleSize, 'labels of the rows drawn')
  return mean(await silhouetteSamples(copyRows(points, drawn), drawnLabels, options))
}

const readSampleSize: Reader<number> = (name, value) => {
  if (Number.isSafeInteger(value) && Number(value) >= 3) return Number(value)
  throw new InvalidOptionError(name, 'a whole number of at least 3', value, 'Leave it out to use every row.')
}

const readSeed: Reader<number> = (name, value) => {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value)
  throw new InvalidOptionError(name, 'a whole number from 0 to 2^53 - 1', value, 'Leave it out for 0.')
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
