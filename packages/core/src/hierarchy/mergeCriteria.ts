import { choleskyInPlace } from '@mixtura/numerics'
import { joinClusters, type ClusterMoments } from './clusterMoments.js'

/** Shape of the Gaussian clusters in a tree: spheres of one size (EII, Ward's sum of squares), or any ellipsoids (VVV). */
export type HierarchicalCriterion = 'EII' | 'VVV'

/** Cost of a merge, and the merge itself. */
export interface MergeCriterion {
  /** Rise of the criterion if a and b are joined; a higher criterion means a lower classification likelihood. */
  rise(a: number, b: number): number
  /** Adds cluster b to cluster a. */
  join(a: number, b: number): void
}

/** EII: the criterion is tr Σ_k W_k, and the rise is (n_a n_b / n_ab) ‖m_a - m_b‖² (Ward 1963). */
export function wardCriterion(moments: ClusterMoments): MergeCriterion {
  const { columns, counts, means } = moments
  return {
    rise(a, b) {
      let squared = 0
      for (let i = 0; i < columns; i++) squared += (means[a * columns + i] - means[b * columns + i]) ** 2
      return ((counts[a] * counts[b]) / (counts[a] + counts[b])) * squared
    },
    join: (a, b) => joinClusters(moments, a, b),
  }
}

/**
 * VVV: the criterion is Σ_k n_k ln(|W_k / n_k| + (tr W_k + α) / n_k). The trace keeps the logarithm finite for a cluster with
 * too few rows for a determinant; α, the mean variance of the data, does so for a cluster of equal rows.
 *
 * @param meanVariance α = tr W / (N D) of all rows.
 * @see Fraley, Algorithms for model-based Gaussian hierarchical clustering (1998).
 */
export function ellipsoidCriterion(moments: ClusterMoments, meanVariance: number): MergeCriterion {
  const { columns, counts, means, scatters } = moments
  const size = columns * columns
  const alpha = Math.max(meanVariance, Number.EPSILON)
  const covariance = new Float64Array(size)
  const difference = new Float64Array(columns)

  /** n ln(|W / n| + (tr W + α) / n). `covariance` has the lower triangle of W / n; it is overwritten. */
  function term(count: number): number {
    let trace = 0
    for (let i = 0; i < columns; i++) trace += covariance[i * columns + i]
    const logTrace = Math.log(trace + alpha / count)
    // n rows span at most n - 1 directions, so the determinant is 0.
    if (count <= columns || choleskyInPlace(covariance, columns)) return count * logTrace
    let logDeterminant = 0
    for (let i = 0; i < columns; i++) logDeterminant += 2 * Math.log(covariance[i * columns + i])
    const larger = Math.max(logTrace, logDeterminant)
    return count * (larger + Math.log1p(Math.exp(-Math.abs(logTrace - logDeterminant))))
  }

  const terms = Float64Array.from(counts, count => term(count))

  function joinedTerm(a: number, b: number): number {
    const total = counts[a] + counts[b]
    const between = (counts[a] * counts[b]) / total
    for (let i = 0; i < columns; i++) difference[i] = means[a * columns + i] - means[b * columns + i]
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        const at = i * columns + j
        covariance[at] = (scatters[a * size + at] + scatters[b * size + at] + between * difference[i] * difference[j]) / total
      }
    }
    return term(total)
  }

  return {
    rise: (a, b) => joinedTerm(a, b) - terms[a] - terms[b],
    join(a, b) {
      terms[a] = joinedTerm(a, b)
      joinClusters(moments, a, b)
    },
  }
}
