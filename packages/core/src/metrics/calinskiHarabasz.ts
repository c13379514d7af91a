import type { Samples } from '@mixtura/numerics'
import { clusterCentroids, squaredDistance } from './clusterCentroids.js'
import type { Label } from './encodeLabels.js'

/**
 * Variance ratio of a clustering; larger for compact, well separated clusters:
 *
 *   CH = (B / (K - 1)) / (W / (N - K)),   B = Σ_k n_k ‖c_k - c‖²,   W = Σ_n ‖x_n - c_k(n)‖²
 *
 * It is Infinity if each cluster consists of equal points (scikit-learn returns 1), and 0 if all points are equal. O(N D)
 * time; samples are centred first.
 *
 * @param samples [N, D] finite.
 * @param labels [N], the cluster of each sample; 2 to N - 1 distinct ones.
 * @throws {ShapeError} if there are not N labels, one is neither a finite number nor a string, or the
 *   number of clusters does not fit.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @see Caliński & Harabasz, A dendrite method for cluster analysis (1974).
 */
export async function calinskiHarabasz(samples: Samples, labels: ArrayLike<Label>): Promise<number> {
  const { centred, codes, counts, centroids } = clusterCentroids(samples, labels)
  const { data, rows, columns } = centred
  const clusters = counts.length
  const centre = new Float64Array(columns) // mean of `centred`: 0 up to rounding errors
  for (let k = 0; k < clusters; k++) {
    for (let i = 0; i < columns; i++) centre[i] += (counts[k] / rows) * centroids[k * columns + i]
  }
  let between = 0
  for (let k = 0; k < clusters; k++) {
    between += counts[k] * squaredDistance({ data: centroids, row: k }, { data: centre, row: 0 }, columns)
  }
  let within = 0
  for (let n = 0; n < rows; n++) {
    within += squaredDistance({ data, row: n }, { data: centroids, row: codes[n] }, columns)
  }
  return between === 0 ? 0 : between / (clusters - 1) / (within / (rows - clusters))
}
