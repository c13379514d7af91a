import { hierarchicalClustering, type HierarchicalClustering } from '../hierarchy/hierarchicalClustering.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/** Multiply-adds of a tree per fit that uses it (a few milliseconds), and the overhead of one pair of clusters. */
const [treeBudget, pairOverhead] = [4e6, 300]
/** A tree of fewer rows is no better than starts from centres. */
const minTreeRows = 40

/**
 * Number S of rows for a tree of model-based agglomeration that delays the fits only a little; its time grows as S² D³.
 * Undefined if S would be too small.
 */
export function quickTreeRows({ rows, columns, fits }: { readonly rows: number; readonly columns: number; readonly fits: number }): number | undefined {
  const affordable = Math.floor(Math.sqrt((treeBudget * fits) / (columns ** 3 + pairOverhead)))
  const treeRows = Math.min(rows, affordable)
  return treeRows >= Math.min(rows, minTreeRows) ? treeRows : undefined
}

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
