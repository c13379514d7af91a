import { countLabelPairs, type LabelPairCounts } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'

/**
 * Agreement of two labellings over all pairs of samples, adjusted for chance: 1 if they are equal up to names, 0 on average
 * for random labellings, at least -1/2.
 *
 *   ARI = 2 (T U - P Q) / ((T + Q)(Q + U) + (T + P)(P + U))
 *
 * T pairs are together in both, U apart in both, P together in A only, Q together in B only. This is Hubert and Arabie's
 * (RI - E[RI]) / (1 - E[RI]) without fractions. Two labellings with the same pairs have score 1, for example two with a
 * single cluster each. O(N) time and memory.
 *
 * @param labelsA [N], in any order of names.
 * @param labelsB [N], likewise.
 * @throws {ShapeError} if the lengths differ, there are no labels, or one is neither a finite number nor a string.
 * @see Hubert & Arabie, Comparing partitions (1985).
 */
export function adjustedRandIndex(labelsA: ArrayLike<Label>, labelsB: ArrayLike<Label>): number {
  return adjustedRandIndexOfCounts(
    countLabelPairs({ name: 'labelsA', labels: labelsA }, { name: 'labelsB', labels: labelsB }),
  )
}

/**
 * The adjusted Rand index from counts.
 *
 * For N above about 1e8, pair counts exceed 2^53 and are not exact. But none is a difference: each is a sum of products of
 * non-negative whole numbers below 2^53,
 *
 *   T = Σ n_ij (n_ij - 1),  P = Σ n_ij (a_i - n_ij),  Q = Σ n_ij (b_j - n_ij),  U = Σ n_ij (N - a_i - b_j + n_ij)
 *
 * (for ordered pairs; the factor 2 cancels). So each has a relative error of at most about C ε for C cells, while the
 * textbook form, C(N, 2) minus sums, would cancel. T U + P Q is at most half the denominator, so the absolute error of the
 * index is a few C ε for any N up to 2^53. No product exceeds N^4, 1e36 for 1e9 samples, so nothing overflows.
 */
export function adjustedRandIndexOfCounts({ cells, rowTotals, columnTotals, total }: LabelPairCounts): number {
  let togetherInBoth = 0
  let togetherInRows = 0
  let togetherInColumns = 0
  let apartInBoth = 0
  for (let c = 0; c < cells.counts.length; c++) {
    const count = cells.counts[c]
    const rowRest = rowTotals[cells.rows[c]] - count
    const columnRest = columnTotals[cells.columns[c]] - count
    togetherInBoth += count * (count - 1)
    togetherInRows += count * rowRest
    togetherInColumns += count * columnRest
    apartInBoth += count * (total - rowRest - columnRest - count)
  }
  if (togetherInRows === 0 && togetherInColumns === 0) return 1
  const agreement = togetherInBoth * apartInBoth - togetherInRows * togetherInColumns
  const scale =
    (togetherInBoth + togetherInColumns) * (togetherInColumns + apartInBoth) +
    (togetherInBoth + togetherInRows) * (togetherInRows + apartInBoth)
  return (2 * agreement) / scale
}
