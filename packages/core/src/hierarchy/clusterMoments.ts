import type { Matrix } from '@mixtura/numerics'

/** Counts, means and optionally scatters of clusters that grow by merges; a cluster is named by its lowest slot. */
export interface ClusterMoments {
  /** D */
  readonly columns: number
  /** [slots] */
  readonly counts: Float64Array
  /** [slots, D] */
  readonly means: Float64Array
  /** [slots, D, D] lower triangles of W_k about the means; empty without scatters. */
  readonly scatters: Float64Array
}

/**
 * One slot for each distinct row.
 *
 * @param copies [slots] total weight of each distinct row in the data.
 */
export function singletons(distinct: Matrix, copies: Float64Array, withScatters: boolean): ClusterMoments {
  const { data, rows, columns } = distinct
  return {
    columns,
    counts: copies.slice(),
    means: Float64Array.from(data),
    scatters: new Float64Array(withScatters ? rows * columns * columns : 0),
  }
}

/** Adds cluster b to cluster a: W_ab = W_a + W_b + (n_a n_b / n_ab) d dᵀ with d the difference of the means. */
export function joinClusters(moments: ClusterMoments, a: number, b: number): void {
  const { columns, counts, means, scatters } = moments
  const size = columns * columns
  const total = counts[a] + counts[b]
  const between = (counts[a] * counts[b]) / total
  if (scatters.length > 0) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        const at = i * columns + j
        const differences =
          (means[a * columns + i] - means[b * columns + i]) * (means[a * columns + j] - means[b * columns + j])
        scatters[a * size + at] += scatters[b * size + at] + between * differences
      }
    }
  }
  for (let i = 0; i < columns; i++) {
    means[a * columns + i] += (counts[b] / total) * (means[b * columns + i] - means[a * columns + i])
  }
  counts[a] = total
}
