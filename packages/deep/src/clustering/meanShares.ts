import type { Matrix } from '@mixtura/numerics'

/**
 * ½ (p + r) of two divisions of the same rows into the same clusters, [N, K]. Rows on which a partition and the mixture of its own
 * clusters disagree are the doubtful ones: their target is between both, and pushes them nowhere.
 */
export function meanShares(partition: Matrix, responsibilities: Matrix): Matrix {
  return { ...partition, data: Float64Array.from(partition.data, (share, i) => (share + responsibilities.data[i]) / 2) }
}
