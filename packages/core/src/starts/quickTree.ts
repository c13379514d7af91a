import { hierarchicalClustering, type HierarchicalClustering } from '../hierarchy/hierarchicalClustering.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/**
 * Multiply-adds that a tree may take for each fit that starts from it, some milliseconds; and what a pair of clusters takes beside its
 * factorisation.
 */
const [treeBudget, pairOverhead] = [4e6, 300]
/** A tree of fewer rows tells less than starts from centres. */
const minGroupRows = 40

/** Rows of a tree of model-based agglomeration, whose time grows as S² D³, that does not delay so many fits; undefined where they are too few. */
export function quickTreeRows({ rows, columns, fits }: { readonly rows: number; readonly columns: number; readonly fits: number }): number | undefined {
  const affordable = Math.floor(Math.sqrt((treeBudget * fits) / (columns ** 3 + pairOverhead)))
  const most = Math.min(rows, affordable)
  return most >= Math.min(rows, minGroupRows) ? most : undefined
}

/**
 * A tree on so few of the rows that it may be built beside other starts. Starts from centres share blind spots: they see clusters
 * of unlike sizes and shapes by distances alone, and agree on poor ends; the tree sees them by their likelihood.
 *
 * @param options.fits that start from it.
 * @returns undefined where not even a small tree is quick.
 */
export async function quickTree(
  { samples, weights }: DrawnRows,
  { fits, seed, signal }: { readonly fits: number; readonly seed: number; readonly signal?: AbortSignal | undefined },
): Promise<HierarchicalClustering | undefined> {
  const maxRows = quickTreeRows({ ...samples, fits })
  return maxRows === undefined ? undefined : hierarchicalClustering(samples, { seed, maxRows, ...(weights && { sampleWeights: weights }), ...(signal && { signal }) })
}
