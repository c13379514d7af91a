import type { ResultTable } from '../../../contract/fit.js'

type Cell = ResultTable['rows'][number][number]

/** The column by which a table is sorted, and the direction; null for the order in which the rows came. */
export type TableOrder = { readonly column: number; readonly descending: boolean } | null

/** Cycles through ascending order, descending order and the original order. */
export function nextOrder(order: TableOrder, column: number): TableOrder {
  if (order?.column !== column) return { column, descending: false }
  return order.descending ? null : { column, descending: true }
}

/** The indices of the rows in the order of a column. Empty cells are last in both directions; rows of equal cells keep their order. */
export function sortedRows(rows: ResultTable['rows'], order: TableOrder): readonly number[] {
  const indices = rows.map((_, at) => at)
  if (!order) return indices
  const sign = order.descending ? -1 : 1
  const cell = (at: number): Cell => rows[at]![order.column] ?? null
  return indices.sort((a, b) => {
    const [left, right] = [cell(a), cell(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null) || a - b
    return sign * compared(left, right) || a - b
  })
}

function compared(left: Exclude<Cell, null>, right: Exclude<Cell, null>): number {
  return typeof left === 'string' || typeof right === 'string' ? String(left).localeCompare(String(right)) : Number(left) - Number(right)
}
