import { optional, readOptions } from '@mixtura/numerics/validation'
import { countLabelPairs, type LabelPairCounts } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'
import { entropyAverages, readEntropyAverage, type EntropyAverage } from './entropyAverages.js'
import { expectedMutualInformation } from './expectedMutualInformation.js'
import { entropy, mutualInformation } from './labelInformation.js'

/** Options of `adjustedMutualInformation`. */
export interface AdjustedMutualInformationOptions {
  /** Average of the two entropies that stands for the largest possible information; 'arithmetic' by default, as in scikit-learn. */
  readonly average?: EntropyAverage
}

/**
 * Mutual information of two labellings, adjusted for chance: 1 if they are equal up to names, 0 on average for random
 * labellings, negative for less agreement than by chance.
 *
 *   AMI = (I - E[I]) / (average(H(A), H(B)) - E[I])
 *
 * E[I] is the mean over random pairings of clusters of these sizes. The score is 0 if only one labelling has a single
 * cluster, and if chance alone reaches the average: for example with average 'min' if one labelling has every sample in its
 * own cluster (scikit-learn returns a rounding error there).
 *
 * @param labelsA [N], in any order of names.
 * @param labelsB [N], likewise.
 * @throws {ShapeError} if the lengths differ, there are no labels, or one is neither a finite number nor a string.
 * @throws {InvalidOptionError} if `average` is none of the four.
 * @see Vinh, Epps & Bailey, Information theoretic measures for clusterings comparison (2010).
 */
export function adjustedMutualInformation(
  labelsA: ArrayLike<Label>,
  labelsB: ArrayLike<Label>,
  options: AdjustedMutualInformationOptions = {},
): number {
  const { average = 'arithmetic' } = readOptions<AdjustedMutualInformationOptions>('adjustedMutualInformation', options, {
    average: optional(readEntropyAverage),
  })
  const counts = countLabelPairs({ name: 'labelsA', labels: labelsA }, { name: 'labelsB', labels: labelsB })
  if (sameUpToNames(counts)) return 1
  if (counts.rowLabels.length === 1 || counts.columnLabels.length === 1) return 0
  const { rowTotals, columnTotals, total } = counts
  const largest = entropyAverages[average](entropy(rowTotals, total), entropy(columnTotals, total))
  const expected = expectedMutualInformation(counts)
  // Both are sums of terms of the order of `largest`, so a smaller difference is a rounding error.
  if (largest - expected <= 8 * Number.EPSILON * largest) return 0
  return (mutualInformation(counts) - expected) / (largest - expected)
}

/** Whether every cluster of A shares samples with only one cluster of B, and vice versa. */
function sameUpToNames({ cells, rowLabels, columnLabels }: LabelPairCounts): boolean {
  return cells.counts.length === rowLabels.length && cells.counts.length === columnLabels.length
}
