import { numberIn, optional, readOptions } from '@mixtura/numerics/validation'
import { countLabelPairs } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'
import { entropy, mutualInformation } from './labelInformation.js'

export interface HomogeneityCompletenessVOptions {
  /** Above 1, completeness counts more in the V-measure; below 1, homogeneity. At least 0; default 1. */
  readonly beta?: number
}

export interface HomogeneityCompletenessV {
  /** 1 if no cluster mixes classes; [0, 1]. */
  readonly homogeneity: number
  /** 1 if no class is spread over clusters; [0, 1]. */
  readonly completeness: number
  /** Their weighted harmonic mean; [0, 1]. */
  readonly vMeasure: number
}

/**
 * How a clustering meets known classes, by entropy:
 *
 *   homogeneity h = I(classes; clusters) / H(classes),   completeness c = I(classes; clusters) / H(clusters),
 *   V = (1 + β) h c / (β h + c)
 *
 * Where an entropy is 0 there is nothing to mix or to spread, and the measure is 1. Not adjusted for chance.
 * With β = 1, V is the normalized mutual information with the arithmetic average.
 *
 * @param classes [N], the known labels.
 * @param clusters [N], the labels to judge.
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
  // A sum of terms of order 1 that should cancel leaves up to an ulp or so: below that it is 0.
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
