import { type Matrix, requireFinite, requireSpread, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { encodeLabels, type Label } from './encodeLabels.js'
import { requireOneLabelPerRow } from './silhouetteSamples.js'

/** Centred samples and their clusters; distances and scatters do not depend on the origin. */
export interface ClusterCentroids {
  /** [N, D] samples minus their mean, so that a common offset loses no digits. */
  readonly centred: Matrix
  /** [N] cluster of each sample, 0 … K - 1. */
  readonly codes: Int32Array
  /** [K] number of samples per cluster. */
  readonly counts: Float64Array
  /** [K, D] means of the clusters in `centred`. */
  readonly centroids: Float64Array
}

/**
 * @param samples [N, D] finite.
 * @param labels [N], 2 to N - 1 distinct ones.
 * @throws {ShapeError} if there are not N labels, one is neither a finite number nor a string, or the number of
 *   clusters does not fit.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 */
export function clusterCentroids(samples: Samples, labels: ArrayLike<Label>): ClusterCentroids {
  const points = toMatrix(samples)
  requireOneLabelPerRow(points, labels)
  const { codes, counts } = encodeLabels(labels, 'labels')
  requireClusters(counts.length, points.rows)
  requireFinite(points, samples)
  requireSpread(points)

  const { rows, columns } = points
  const centred = { data: centre(points), rows, columns }
  const centroids = new Float64Array(counts.length * columns)
  for (let n = 0; n < rows; n++) {
    const k = codes[n]
    for (let i = 0; i < columns; i++) centroids[k * columns + i] += centred.data[n * columns + i] / counts[k]
  }
  return { centred, codes, counts, centroids }
}

/** Squared Euclidean distance of rows `a` of `left` and `b` of `right`, both with `columns` columns. */
export function squaredDistance(
  left: { readonly data: ArrayLike<number>; readonly row: number },
  right: { readonly data: ArrayLike<number>; readonly row: number },
  columns: number,
): number {
  let sum = 0
  for (let i = 0; i < columns; i++) {
    sum += (left.data[left.row * columns + i] - right.data[right.row * columns + i]) ** 2
  }
  return sum
}

function centre({ data, rows, columns }: Matrix): Float64Array {
  const means = new Float64Array(columns)
  for (let n = 0; n < rows; n++) {
    for (let i = 0; i < columns; i++) means[i] += (data[n * columns + i] - means[i]) / (n + 1)
  }
  return Float64Array.from(data, (value, at) => value - means[at % columns])
}

function requireClusters(count: number, rows: number): void {
  if (count >= 2 && count <= rows - 1) return
  throw new ShapeError(
    'labels',
    'at least 2 distinct ones and fewer than rows',
    `${count} distinct for ${rows} ${rows === 1 ? 'row' : 'rows'}`,
    'Spread within clusters is held against that between them: choose another number of clusters, or more rows.',
  )
}
