import { createYielder, type Matrix, requireFinite, requireSpread, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { optional, readOptions, signal as readSignal } from '@mixtura/numerics/validation'
import { encodeLabels, requireLabels, type EncodedLabels, type Label } from './encodeLabels.js'

/** Options of `silhouetteSamples`. */
export interface SilhouetteSamplesOptions {
  /** Rejects with its reason soon after it is aborted. */
  readonly signal?: AbortSignal
}

/** Values per tile: 128 KiB of float64 stay in the second-level cache while the rows of a cluster are compared with them. */
const tileValues = 16_384
/** Multiplications between two looks at the clock: tens of microseconds. */
const workPerTimeCheck = 65_536
/** Longest time that the event loop waits, milliseconds. */
const turnMilliseconds = 50

/**
 * Silhouette coefficient of every sample, in [-1, 1]:
 *
 *   s_n = (b_n - a_n) / max(a_n, b_n)
 *
 * a_n is the mean Euclidean distance to the other samples of the same cluster, b_n the smallest mean distance to the samples
 * of another cluster. The score is 0 for the only sample of a cluster, and for a sample that coincides with its own cluster
 * and another one.
 *
 * It takes O(N² D / 2) time, because each distance is used for both samples, and O(N) memory plus a copy of the samples
 * ordered by cluster. Squared distances are sums of squared differences: ‖x‖² + ‖y‖² - 2 xᵀy would cancel for near
 * neighbours. The event loop gets a turn about every 50 ms.
 *
 * @param samples [N, D] finite.
 * @param labels [N], the cluster of each sample; 2 to N - 1 distinct ones.
 * @returns [N], in the order of `samples`.
 * @throws {ShapeError} if there are not N labels, one is neither a finite number nor a string, or the
 *   number of clusters does not fit.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @see Rousseeuw, Silhouettes: a graphical aid to the interpretation and validation of cluster analysis (1987).
 */
export async function silhouetteSamples(
  samples: Samples,
  labels: ArrayLike<Label>,
  options: SilhouetteSamplesOptions = {},
): Promise<Float64Array> {
  const { signal } = readOptions<SilhouetteSamplesOptions>('silhouetteSamples', options, { signal: optional(readSignal) })
  signal?.throwIfAborted()
  const points = toMatrix(samples)
  requireOneLabelPerRow(points, labels)
  const encoded = encodeLabels(labels, 'labels')
  requireClusterCount(encoded.distinct.length, points.rows, 'labels')
  requireFinite(points, samples)
  requireSpread(points)

  const { order, starts, data } = groupByCluster(points, encoded)
  const { rows, columns } = points
  const clusters = encoded.distinct.length
  const within = new Float64Array(rows) // sum of distances within the cluster, by position
  const nearest = new Float64Array(rows).fill(Infinity) // smallest mean distance to another cluster, by position
  const sums = new Float64Array(rows) // sum of distances to the present cluster, by position
  const tileRows = Math.max(4, 4 * Math.floor(tileValues / columns / 4)) // a multiple of four, for addDistances
  const yieldIfDue = createYielder(turnMilliseconds)
  let work = 0

  for (let a = 0; a < clusters; a++) {
    for (let b = a; b < clusters; b++) {
      const target = a === b ? within : sums
      target.fill(0, starts[a], starts[a + 1])
      target.fill(0, starts[b], starts[b + 1])
      for (let tile = starts[b]; tile < starts[b + 1]; tile += tileRows) {
        const tileEnd = Math.min(tile + tileRows, starts[b + 1])
        const rowsEnd = a === b ? tileEnd : starts[a + 1] // within a cluster, each pair once
        for (let position = starts[a]; position < rowsEnd; position++) {
          const from = a === b ? Math.max(tile, position + 1) : tile
          addDistances(data, columns, { position, from, to: tileEnd }, target)
          work += (tileEnd - tile) * columns
          if (work < workPerTimeCheck) continue
          work = 0
          const pause = yieldIfDue()
          if (!pause) continue
          await pause
          signal?.throwIfAborted()
        }
      }
      if (a === b) continue
      lowerToMean(nearest, sums, { from: starts[a], to: starts[a + 1], count: starts[b + 1] - starts[b] })
      lowerToMean(nearest, sums, { from: starts[b], to: starts[b + 1], count: starts[a + 1] - starts[a] })
    }
  }

  const coefficients = new Float64Array(rows)
  for (let position = 0; position < rows; position++) {
    const n = order[position]
    const others = encoded.counts[encoded.codes[n]] - 1
    coefficients[n] = others === 0 ? 0 : coefficient(within[position] / others, nearest[position])
  }
  return coefficients
}

/** @throws {ShapeError} if `labels` and `samples` differ in length. */
export function requireOneLabelPerRow(samples: Matrix, labels: ArrayLike<Label>): void {
  requireLabels('labels', labels)
  if (labels.length === samples.rows) return
  throw new ShapeError(
    'labels',
    `${samples.rows} long, one per row of samples`,
    `${labels.length} long`,
    'Pass the cluster of every row, in the order of the rows.',
  )
}

/** @throws {ShapeError} if the silhouette of `rows` samples in `count` clusters is undefined. */
export function requireClusterCount(count: number, rows: number, thing: string): void {
  if (count >= 2 && count <= rows - 1) return
  throw new ShapeError(
    thing,
    'at least 2 distinct ones and fewer than rows',
    `${count} distinct for ${rows} ${rows === 1 ? 'row' : 'rows'}`,
    'A silhouette compares clusters of several samples: choose another number of clusters, or more rows.',
  )
}

interface GroupedSamples {
  /** [N], order[position] is the row number in the given samples. */
  readonly order: Int32Array
  /** [K + 1], cluster k has the positions starts[k] to starts[k + 1] - 1. */
  readonly starts: Int32Array
  /** [N, D] row-major by position. */
  readonly data: Float64Array
}

function groupByCluster({ data, rows, columns }: Matrix, { codes, counts }: EncodedLabels): GroupedSamples {
  const starts = new Int32Array(counts.length + 1)
  for (let k = 0; k < counts.length; k++) starts[k + 1] = starts[k] + counts[k]
  const next = starts.slice()
  const order = new Int32Array(rows)
  const grouped = new Float64Array(rows * columns)
  for (let n = 0; n < rows; n++) {
    const position = next[codes[n]]++
    order[position] = n
    grouped.set(data.subarray(n * columns, (n + 1) * columns), position * columns)
  }
  return { order, starts, data: grouped }
}

/**
 * Adds the distances between `position` and the positions `from` to `to` - 1 to `sums` of both. It computes four distances at
 * a time, because the additions of a single one would wait for each other; the results are the same.
 */
function addDistances(
  data: Float64Array,
  columns: number,
  { position, from, to }: { readonly position: number; readonly from: number; readonly to: number },
  sums: Float64Array,
): void {
  const x = position * columns
  let total = 0
  let other = from
  for (; other + 4 <= to; other += 4) {
    const y0 = other * columns
    const y1 = y0 + columns
    const y2 = y1 + columns
    const y3 = y2 + columns
    let squared0 = 0
    let squared1 = 0
    let squared2 = 0
    let squared3 = 0
    for (let d = 0; d < columns; d++) {
      const value = data[x + d]
      const difference0 = value - data[y0 + d]
      const difference1 = value - data[y1 + d]
      const difference2 = value - data[y2 + d]
      const difference3 = value - data[y3 + d]
      squared0 += difference0 * difference0
      squared1 += difference1 * difference1
      squared2 += difference2 * difference2
      squared3 += difference3 * difference3
    }
    const distance0 = Math.sqrt(squared0)
    const distance1 = Math.sqrt(squared1)
    const distance2 = Math.sqrt(squared2)
    const distance3 = Math.sqrt(squared3)
    sums[other] += distance0
    sums[other + 1] += distance1
    sums[other + 2] += distance2
    sums[other + 3] += distance3
    total += distance0 + distance1 + distance2 + distance3
  }
  for (; other < to; other++) {
    const y = other * columns
    let squared = 0
    for (let d = 0; d < columns; d++) {
      const difference = data[x + d] - data[y + d]
      squared += difference * difference
    }
    const distance = Math.sqrt(squared)
    sums[other] += distance
    total += distance
  }
  sums[position] += total
}

function lowerToMean(
  nearest: Float64Array,
  sums: Float64Array,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): void {
  for (let position = from; position < to; position++) {
    nearest[position] = Math.min(nearest[position], sums[position] / count)
  }
}

function coefficient(within: number, nearest: number): number {
  const larger = Math.max(within, nearest)
  return larger === 0 ? 0 : (nearest - within) / larger
}
