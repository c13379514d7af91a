import { InvalidOptionError } from '@mixtura/numerics'
import { optional, type Reader, readOptions } from '@mixtura/numerics/validation'
import { countLabelPairs } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'
import { entropy, mutualInformation } from './labelInformation.js'

const averages = {
  arithmetic: (a: number, b: number) => (a + b) / 2,
  geometric: (a: number, b: number) => Math.sqrt(a * b),
  min: Math.min,
  max: Math.max,
} as const

const readAverage: Reader<keyof typeof averages> = (name, value) => {
  if (typeof value === 'string' && Object.hasOwn(averages, value)) return value as keyof typeof averages
  throw new InvalidOptionError(name, `'arithmetic', 'geometric', 'min' or 'max'`, value, `Leave it out for 'arithmetic'.`)
}

export interface NormalizedMutualInformationOptions {
  /** Of the two entropies, to divide by. Default 'arithmetic', as in scikit-learn. */
  readonly average?: keyof typeof averages
}

/**
 * Mutual information of two labellings over an average of their entropies, from 0 (independent) to 1
 * (the same up to names):
 *
 *   I(A; B) = Σ_ij n_ij/N ln(N n_ij / (a_i b_j)),   H(A) = Σ_i a_i/N ln(N / a_i),   NMI = I / average(H(A), H(B))
 *
 * Not adjusted for chance: it grows with the number of clusters. Two labellings without any split agree,
 * so they score 1; if only one has none, the score is 0. O(N) time and memory.
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
    average: optional(readAverage),
  })
  const counts = countLabelPairs({ name: 'labelsA', labels: labelsA }, { name: 'labelsB', labels: labelsB })
  if (counts.rowLabels.length === 1 && counts.columnLabels.length === 1) return 1
  const information = mutualInformation(counts)
  // A sum of terms of order 1 that should cancel leaves up to an ulp or so: below that it is 0.
  if (information <= Number.EPSILON) return 0
  const entropies = averages[average](
    entropy(counts.rowTotals, counts.total),
    entropy(counts.columnTotals, counts.total),
  )
  return Math.min(1, information / entropies)
}
