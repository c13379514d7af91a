import { adjustedRandIndex, clusteringAccuracy, contingencyTable, matchLabels, normalizedMutualInformation } from '@mixtura/core'

/** Two labellings of the same rows against each other. */
export interface Agreement {
  /** [rows, columns] row-major. */
  readonly counts: Float64Array<ArrayBuffer>
  /** Labels of the rows and columns, ascending. */
  readonly first: number[]
  readonly second: number[]
  readonly matches: number[]
  readonly adjustedRandIndex: number
  readonly normalizedMutualInformation: number
  readonly accuracy: number
}

/**
 * Counts pairs of labels, matches them one to one, and measures how well they agree.
 *
 * @param first [N] @param second [N], N of at least 1.
 */
export function agreementOf(first: ArrayLike<number>, second: ArrayLike<number>): Agreement {
  const { table, rowLabels, columnLabels } = contingencyTable(first, second)
  const matched = matchLabels(second, first)
  return {
    counts: Float64Array.from(table),
    first: rowLabels.map(Number),
    second: columnLabels.map(Number),
    matches: rowLabels.map(label => columnLabels.indexOf(matched.get(label) ?? Number.NaN)),
    adjustedRandIndex: adjustedRandIndex(first, second),
    normalizedMutualInformation: normalizedMutualInformation(first, second),
    accuracy: clusteringAccuracy(second, first),
  }
}
