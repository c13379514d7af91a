import type { Samples } from '@mixtura/numerics'
import { clusterCentroids, squaredDistance } from './clusterCentroids.js'
import type { Label } from './encodeLabels.js'

/**
 * Mean over clusters of the worst ratio of spread to separation; smaller is better, and 0 is the minimum:
 *
 *   DB = 1/K Σ_k max_{l ≠ k} (s_k + s_l) / ‖c_k - c_l‖,   s_k the mean distance of cluster k's samples to c_k
 *
 * It is Infinity if two centroids coincide (scikit-learn ignores such a pair). O((N + K²) D) time; samples are centred first.
 *
 * @param samples [N, D] finite.
 * @param labels [N], the cluster of each sample; 2 to N - 1 distinct ones.
 * @throws {ShapeError} if there are not N labels, one is neither a finite number nor a string, or the
 *   number of clusters does not fit.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @see Davies & Bouldin, A cluster separation measure (1979), with p = 2 and q = 1.
 */
export async function daviesBouldin(samples: Samples, labels: ArrayLike<Label>): Promise<number> {
  const { centred, codes, counts, centroids } = clusterCentroids(samples, labels)
  const { data, rows, columns } = centred
  const spreads = new Float64Array(counts.length)
  for (let n = 0; n < rows; n++) {
    const k = codes[n]
    spreads[k] += Math.sqrt(squaredDistance({ data, row: n }, { data: centroids, row: k }, columns)) / counts[k]
  }
  const worst = new Float64Array(counts.length)
  for (let k = 0; k < counts.length; k++) {
    for (let l = 0; l < k; l++) {
      const distance = Math.sqrt(squaredDistance({ data: centroids, row: k }, { data: centroids, row: l }, columns))
      const similarity = distance === 0 ? Infinity : (spreads[k] + spreads[l]) / distance
      worst[k] = Math.max(worst[k], similarity)
      worst[l] = Math.max(worst[l], similarity)
    }
  }
  return worst.reduce((sum, similarity) => sum + similarity, 0) / counts.length
}
