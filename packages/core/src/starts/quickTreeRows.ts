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
