import { optional, readOptions } from '@mixtura/numerics/validation'
import { countLabelPairs } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'
import { entropyAverages, readEntropyAverage, type EntropyAverage } from './entropyAverages.js'
import { entropy, mutualInformation } from './labelInformation.js'

/** Options of `normalizedMutualInformation`. */
export interface NormalizedMutualInformationOptions {
  /** Average of the two entropies to divide by; 'arithmetic' by default, as in scikit-learn. */
  readonly average?: EntropyAverage
}

/**
 * Mutual information of two labellings divided by an average of their entropies, from 0 (independent) to 1 (equal up to
 * names):
 *
 *   I(A; B) = Σ_ij n_ij/N ln(N n_ij / (a_i b_j)),   H(A) = Σ_i a_i/N ln(N / a_i),   NMI = I / average(H(A), H(B))
 *
 * It is not adjusted for chance: it grows with the number of clusters. The score is 1 if both labellings have a single
 * cluster, and 0 if only one has. O(N) time and memory.
 *
 * @param labelsA [N], in any order of names.
 * @param labelsB [N], likewise.
 * @throws {ShapeError} if the lengths differ, there are no labels, or one is neither a finite number nor a string.
 * @throws {InvalidOptionError} if `average` is none of the four.
 * @see Strehl & Ghosh, Cluster ensembles (2002), for the geometric average.
 * @see Vinh, Epps & Bailey, Information theoretic measures for clusterings comparison (2010), for the others.
 */
export function normalizedMutualInformation(
  labelsA: ArrayLike<Label>,
  labelsB: ArrayLike<Label>,
  options: NormalizedMutualInformationOptions = {},
): number {
  const { average = 'arithmetic' } = readOptions<NormalizedMutualInformationOptions>('normalizedMutualInformation', options, {
    average: optional(readEntropyAverage),
  })
  const counts = countLabelPairs({ name: 'labelsA', labels: labelsA }, { name: 'labelsB', labels: labelsB })
  if (counts.rowLabels.length === 1 && counts.columnLabels.length === 1) return 1
  const information = mutualInformation(counts)
  // Terms of order 1 that should cancel may leave a rounding error of about ε.
  if (information <= Number.EPSILON) return 0
  const entropies = entropyAverages[average](
    entropy(counts.rowTotals, counts.total),
    entropy(counts.columnTotals, counts.total),
  )
  return Math.min(1, information / entropies)
}
