import type { Matrix } from '@mixtura/numerics'

/**
 * ½ (p + r) [N, K], the mean of a partition and of the responsibilities of its own mixture. Where the two disagree the row is
 * doubtful; its target lies between them and pulls it towards neither.
 */
export function meanShares(partition: Matrix, responsibilities: Matrix): Matrix {
  return { ...partition, data: Float64Array.from(partition.data, (share, i) => (share + responsibilities.data[i]) / 2) }
}
