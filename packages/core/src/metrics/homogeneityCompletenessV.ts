import { numberIn, optional, readOptions } from '@mixtura/numerics/validation'
import { countLabelPairs } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'
import { entropy, mutualInformation } from './labelInformation.js'

/** Options of `homogeneityCompletenessV`. */
export interface HomogeneityCompletenessVOptions {
  /** Above 1, the V-measure gives more weight to completeness; below 1, to homogeneity. At least 0; 1 by default. */
  readonly beta?: number
}

/** Result of `homogeneityCompletenessV`. */
export interface HomogeneityCompletenessV {
  /** 1 if no cluster mixes classes; [0, 1]. */
  readonly homogeneity: number
  /** 1 if no class is spread over clusters; [0, 1]. */
  readonly completeness: number
  /** Their weighted harmonic mean; [0, 1]. */
  readonly vMeasure: number
}

/**
 * Entropy-based agreement of a clustering with known classes:
 *
 *   homogeneity h = I(classes; clusters) / H(classes),   completeness c = I(classes; clusters) / H(clusters),
 *   V = (1 + β) h c / (β h + c)
 *
 * If an entropy is 0, its measure is 1. The measures are not adjusted for chance. With β = 1, V is the normalized mutual
 * information with the arithmetic average.
 *
 * @param classes [N], the known labels.
 * @param clusters [N], the labels to evaluate.
 * @throws {ShapeError} if the lengths differ, there are no labels, or one is neither a finite number nor a string.
 * @throws {InvalidOptionError} if `beta` is negative or not finite.
 * @see Rosenberg & Hirschberg, V-measure: a conditional entropy-based external cluster evaluation measure (2007).
 */
export function homogeneityCompletenessV(
  classes: ArrayLike<Label>,
  clusters: ArrayLike<Label>,
  options: HomogeneityCompletenessVOptions = {},
): HomogeneityCompletenessV {
  const { beta = 1 } = readOptions<HomogeneityCompletenessVOptions>('homogeneityCompletenessV', options, {
    beta: optional(numberIn({ atLeast: 0, example: 1, remedy: 'Leave it out for 1.' })),
  })
  const counts = countLabelPairs({ name: 'classes', labels: classes }, { name: 'clusters', labels: clusters })
  const shared = mutualInformation(counts)
  // Terms of order 1 that should cancel may leave a rounding error of about ε.
  const information = shared <= Number.EPSILON ? 0 : shared
  const homogeneity = share(information, entropy(counts.rowTotals, counts.total))
  const completeness = share(information, entropy(counts.columnTotals, counts.total))
  const product = homogeneity * completeness
  const vMeasure = product === 0 ? 0 : Math.min(1, ((1 + beta) * product) / (beta * homogeneity + completeness))
  return { homogeneity, completeness, vMeasure }
}

function share(information: number, whole: number): number {
  return whole === 0 ? 1 : Math.min(1, information / whole)
}
