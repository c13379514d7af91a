import type { Matrix } from '@mixtura/numerics'
import type { RowKnowledge } from '../statistics/rowKnowledge.js'
import type { CodedRows } from './codedRows.js'
import { distinctCodes } from './distinctCodes.js'

/** With more distinct rows, a pass reads the chunks instead. */
const maxDistinctRows = 2 ** 18

/** Collects the distinct rows of chunks without numbers, in the order of first appearance, with the weight of all copies of each. */
export interface DistinctRows {
  add(table: CodedRows, knowledge: RowKnowledge): void
  /** Undefined if there are too many. */
  found(): { readonly samples: Matrix; readonly weights: Float64Array } | undefined
}

export function collectDistinctRows(columns: number): DistinctRows {
  const places = new Map<string, number>()
  const cells: number[] = []
  const weights: number[] = []
  let isOver = false
  return {
    add(table, knowledge) {
      if (isOver) return
      const { rows, codes, weights: copies } = distinctCodes(table, knowledge)
      for (let row = 0; row < rows; row++) {
        // A code beyond the values is a missing cell.
        const values = table.coded.map((column, c) => (codes[c][row] < column.values.length ? column.values[codes[c][row]] : NaN))
        const key = values.join()
        let place = places.get(key)
        if (place === undefined) {
          isOver = places.size === maxDistinctRows
          if (isOver) return places.clear()
          place = places.size
          places.set(key, place)
          cells.push(...values)
          weights.push(0)
        }
        weights[place] += copies ? copies[row] : 1
      }
    },
    found: () => (isOver ? undefined : { samples: { data: Float64Array.from(cells), rows: weights.length, columns }, weights: Float64Array.from(weights) }),
  }
}
