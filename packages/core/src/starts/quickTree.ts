import { hierarchicalClustering, type HierarchicalClustering } from '../hierarchy/hierarchicalClustering.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'
import { quickTreeRows } from './quickTreeRows.js'

/**
 * A tree on so few rows that it may be built in addition to other starts. Starts from centres compare clusters by distance
 * alone. If the clusters differ in size and shape, these starts may agree on a poor optimum; the tree compares likelihoods.
 *
 * @param options.fits number of fits that start from the tree.
 * @returns undefined if even a small tree takes too long.
 */
export async function quickTree(
  { samples, weights }: DrawnRows,
  { fits, seed, signal }: { readonly fits: number; readonly seed: number; readonly signal?: AbortSignal | undefined },
): Promise<HierarchicalClustering | undefined> {
  const maxRows = quickTreeRows({ ...samples, fits })
  return maxRows === undefined ? undefined : hierarchicalClustering(samples, { seed, maxRows, ...(weights && { sampleWeights: weights }), ...(signal && { signal }) })
}
