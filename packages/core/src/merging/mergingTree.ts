import { InvalidOptionError, type Matrix, ShapeError, toMatrix } from '@mixtura/numerics'
import { describeValue, isArrayLike, isRecord } from '@mixtura/numerics/validation'
import { largestOf, sumsOfClusters } from './sumsOfClusters.js'

/** A merge of two clusters. */
export interface MergingStep {
  /** Number of clusters after the merge. */
  readonly clusters: number
  /** Components of the first cluster, ascending. */
  readonly first: readonly number[]
  /** Components of the second cluster, ascending. */
  readonly second: readonly number[]
  /** -Σ_nk r_nk ln r_nk over the clusters before the merge, nats. */
  readonly entropyBefore: number
  /** The same after the merge; never larger. */
  readonly entropyAfter: number
  /** Distance of the two clusters as Gaussians of their mean and covariance; no units. */
  readonly bhattacharyyaDistance: number
}

/** Clusters of samples at every number of clusters, from one per component down to one. */
export class MergingTree {
  /** K - 1 merges, in order. */
  readonly steps: readonly MergingStep[]
  /** [K] entropy at 1, 2, …, K clusters, nats; [0] is 0. */
  readonly entropies: readonly number[]
  /** The elbow of `entropies`; null for fewer than 3 components that overlap. */
  readonly suggestedClusters: number | null
  /** [N, K] responsibilities of the components. */
  readonly #responsibilities: Matrix

  /** @throws {ShapeError} unless the tree has K - 1 steps for K columns of responsibilities. */
  constructor(
    responsibilities: Matrix,
    tree: {
      readonly steps: readonly MergingStep[]
      readonly entropies: readonly number[]
      readonly suggestedClusters: number | null
    },
  ) {
    const { columns } = toMatrix(responsibilities, 'responsibilities')
    if (!isRecord(tree) || !Array.isArray(tree.steps) || tree.steps.length !== columns - 1 || !(tree.steps as readonly unknown[]).every(step => isRecord(step)) || !isArrayLike(tree.entropies) || tree.entropies.length !== columns) {
      throw new ShapeError('tree', `the ${columns - 1} steps of a tree and its entropies`, describeValue(tree), 'Take a tree from mergeComponents.')
    }
    const { steps, entropies, suggestedClusters } = tree
    this.#responsibilities = responsibilities
    this.steps = steps
    this.entropies = entropies
    this.suggestedClusters = suggestedClusters
  }

  /**
   * [clusters] the components of each cluster, ascending; clusters are ordered by their first components.
   *
   * @throws {InvalidOptionError} if clusters is not a whole number from 1 to K.
   */
  clustersAt(clusters: number): readonly (readonly number[])[] {
    const { columns: components } = this.#responsibilities
    if (!(Number.isSafeInteger(clusters) && clusters >= 1 && clusters <= components)) {
      throw new InvalidOptionError(
        'clusters',
        `a whole number from 1 to ${components}, the components of the mixture`,
        clusters,
        'Fit a mixture of more components to see more clusters.',
      )
    }
    const clusterOf = Array.from({ length: components }, (_, k) => k)
    for (const { first, second } of this.steps.slice(0, components - clusters)) {
      const into = Math.min(first[0], second[0])
      for (const component of [...first, ...second]) clusterOf[component] = into
    }
    const firsts = [...new Set(clusterOf)].sort((a, b) => a - b)
    return firsts.map(first => clusterOf.flatMap((cluster, k) => (cluster === first ? [k] : [])))
  }

  /** [N, clusters] posterior probability of each cluster of `clustersAt`; rows sum to 1. */
  responsibilitiesAt(clusters: number): Matrix {
    return sumsOfClusters(this.#responsibilities, this.clustersAt(clusters))
  }

  /** [N] most probable cluster of each sample; the lowest index among equals. */
  labelsAt(clusters: number): Int32Array {
    return largestOf(this.responsibilitiesAt(clusters))
  }
}
