import { choice, optional, readOptions } from '@mixtura/numerics/validation'
import { countLabelPairs, type LabelPairCounts } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'
import { expectedMutualInformation } from './expectedMutualInformation.js'
import { entropy, mutualInformation } from './labelInformation.js'

const averages = {
  arithmetic: (a: number, b: number) => (a + b) / 2,
  geometric: (a: number, b: number) => Math.sqrt(a * b),
  min: Math.min,
  max: Math.max,
} as const

const averageNames = ['arithmetic', 'geometric', 'min', 'max'] as const

export interface AdjustedMutualInformationOptions {
  /** Of the two entropies, as the most that the information could be. Default 'arithmetic', as in scikit-learn. */
  readonly average?: keyof typeof averages
}

/**
 * Mutual information of two labellings, adjusted for chance: 1 if they are the same up to names, 0 on average for
 * random ones, below 0 for less than that.
 *
 *   AMI = (I - E[I]) / (average(H(A), H(B)) - E[I])
 *
 * E[I] is over random pairings of clusters of these sizes. If only one labelling has no split, the score is 0; so
 * it is where chance alone reaches the average, as for average 'min' with every sample apart in one labelling
 * (scikit-learn leaves that to rounding).
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
    average: optional(choice(averageNames)),
  })
  const counts = countLabelPairs({ name: 'labelsA', labels: labelsA }, { name: 'labelsB', labels: labelsB })
  if (sameUpToNames(counts)) return 1
  if (counts.rowLabels.length === 1 || counts.columnLabels.length === 1) return 0
  const { rowTotals, columnTotals, total } = counts
  const most = averages[average](entropy(rowTotals, total), entropy(columnTotals, total))
  const expected = expectedMutualInformation(counts)
  // Both are sums of terms of the order of `most`: less than this between them is rounding.
  if (most - expected <= 8 * Number.EPSILON * most) return 0
  return (mutualInformation(counts) - expected) / (most - expected)
}

/** Every cluster of A meets one cluster of B only, and the other way round. */
function sameUpToNames({ cells, rowLabels, columnLabels }: LabelPairCounts): boolean {
  return cells.counts.length === rowLabels.length && cells.counts.length === columnLabels.length
}
