import type { Samples } from '@mixtura/numerics'
import { choice, optional, readOptions } from '@mixtura/numerics/validation'
import { gaussiansOf, joinGaussians, type WeightedGaussian } from '../hierarchy/weightedGaussian.js'
import { requireModel, type GaussianMixture } from '../mixture/gaussianMixture.js'
import { bhattacharyyaDistance } from './bhattacharyyaDistance.js'
import { entropyElbow } from './entropyElbow.js'
import { MergingTree, type MergingStep } from './mergingTree.js'

/** Criterion that chooses the pair to join: the entropy saved, or the Bhattacharyya distance. */
export type MergingCriterion = 'entropy' | 'bhattacharyya'

const criteria: readonly MergingCriterion[] = ['entropy', 'bhattacharyya']

/** Options of `mergeComponents`. */
export interface MergingOptions {
  /** 'entropy' by default. */
  readonly criterion?: MergingCriterion
}

/** Components that form one cluster. */
interface Cluster {
  /** Ascending. */
  readonly members: readonly number[]
  readonly gaussian: WeightedGaussian
  /** [N] posterior probability of each sample. */
  readonly responsibilities: Float64Array
  /** -Σ_n r_n ln r_n, nats. */
  readonly entropy: number
}

/**
 * Joins the components of a mixture into clusters, one pair at a time. Clusters need not be Gaussian, and the density does
 * not change. 'entropy' joins the pair k, l that saves the most entropy,
 *
 *   Σ_n r_n,k∪l ln r_n,k∪l - Σ_n (r_nk ln r_nk + r_nl ln r_nl):
 *
 * the pair between which the assignment of samples is least certain. 'bhattacharyya' joins the pair with the smallest
 * distance; each cluster counts as the Gaussian of its weight, mean and covariance, and the samples have no effect. Among
 * equals the first pair is joined. Memory [N, K]; time O(N K²) for 'entropy'.
 *
 * @param samples [N, D], finite: those that the mixture was fitted to.
 * @throws {InvalidOptionError} for an unknown criterion.
 * @throws {ShapeError} {NonFiniteValuesError} if the samples do not fit the mixture.
 * @see Baudry, Raftery, Celeux, Lo & Gottardo, Combining mixture components for clustering (2010); Hennig,
 *   Methods for merging Gaussian mixture components (2010).
 */
export async function mergeComponents(
  model: GaussianMixture,
  samples: Samples,
  options: MergingOptions = {},
): Promise<MergingTree> {
  requireModel('model', model)
  const { criterion = 'entropy' } = readOptions<MergingOptions>('mergeComponents', options, { criterion: optional(choice(criteria)) })
  const responsibilities = await model.responsibilities(samples)
  const { data, rows, columns: components } = responsibilities
  let clusters: Cluster[] = gaussiansOf(model).map((gaussian, k) =>
    clusterOf([k], gaussian, Float64Array.from({ length: rows }, (_, n) => data[n * components + k])),
  )
  const costOf = criterion === 'entropy' ? entropyRise : distanceOf
  let costs = clusters.map((a, i) => clusters.map((b, j) => (i < j ? costOf(a, b) : Infinity)))

  const steps: MergingStep[] = []
  const entropies = [totalEntropy(clusters)]
  while (clusters.length > 1) {
    const { i, j } = cheapestPair(costs)
    const joined = joinOf(clusters[i], clusters[j])
    const [first, second] = [clusters[i], clusters[j]]
    clusters = clusters.flatMap((cluster, at) => (at === j ? [] : [at === i ? joined : cluster]))
    costs = costs.flatMap((row, at) => (at === j ? [] : [row.toSpliced(j, 1)]))
    for (let at = 0; at < clusters.length; at++) {
      if (at < i) costs[at][i] = costOf(clusters[at], joined)
      if (at > i) costs[i][at] = costOf(joined, clusters[at])
    }
    entropies.unshift(totalEntropy(clusters))
    steps.push({
      clusters: clusters.length,
      first: first.members,
      second: second.members,
      entropyBefore: entropies[1],
      entropyAfter: entropies[0],
      bhattacharyyaDistance: distanceOf(first, second),
    })
  }
  return new MergingTree(responsibilities, { steps, entropies, suggestedClusters: entropyElbow(entropies, rows) })
}

function clusterOf(members: readonly number[], gaussian: WeightedGaussian, responsibilities: Float64Array): Cluster {
  return { members, gaussian, responsibilities, entropy: entropyOf(responsibilities) }
}

function joinOf(a: Cluster, b: Cluster): Cluster {
  return clusterOf(
    [...a.members, ...b.members].sort((x, y) => x - y),
    joinGaussians(a.gaussian, b.gaussian),
    a.responsibilities.map((r, n) => r + b.responsibilities[n]),
  )
}

/** Minus the entropy that joining the clusters saves. */
function entropyRise(a: Cluster, b: Cluster): number {
  let joined = 0
  for (let n = 0; n < a.responsibilities.length; n++) {
    joined += entropyTerm(a.responsibilities[n] + b.responsibilities[n])
  }
  return joined - a.entropy - b.entropy
}

function distanceOf(a: Cluster, b: Cluster): number {
  return bhattacharyyaDistance(a.gaussian, b.gaussian)
}

function totalEntropy(clusters: readonly Cluster[]): number {
  return clusters.length === 1 ? 0 : clusters.reduce((sum, { entropy }) => sum + entropy, 0)
}

function entropyOf(responsibilities: Float64Array): number {
  return responsibilities.reduce((sum, r) => sum + entropyTerm(r), 0)
}

/** -r ln r, and 0 at r = 0; a sum of probabilities may exceed 1 by rounding errors. */
function entropyTerm(responsibility: number): number {
  return responsibility > 0 && responsibility < 1 ? -responsibility * Math.log(responsibility) : 0
}

function cheapestPair(costs: readonly (readonly number[])[]): { readonly i: number; readonly j: number } {
  let cheapest = { i: 0, j: 1 }
  costs.forEach((row, i) => {
    row.forEach((cost, j) => {
      if (i < j && cost < costs[cheapest.i][cheapest.j]) cheapest = { i, j }
    })
  })
  return cheapest
}
