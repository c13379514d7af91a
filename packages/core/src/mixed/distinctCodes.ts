import type { Matrix } from '@mixtura/numerics'
import type { RowKnowledge } from '../statistics/rowKnowledge.js'
import type { CodedRows } from './codedRows.js'

/** Rows without numbers. */
export interface DistinctCodes {
  readonly rows: number
  readonly codes: readonly Int32Array[]
  readonly weights: Float64Array | undefined
  readonly labelPriors: Matrix | undefined
}

/** Keys are whole numbers up to this. */
const largestKey = 2 ** 53

/**
 * Each distinct row once, in order of first appearance, weighted by its copies: a table of categories often has few. Rows with label priors
 * stay as they are, and so do rows of more possible values than a number can tell apart.
 */
export function distinctCodes({ rows, coded }: CodedRows, { weights, labelPriors }: RowKnowledge): DistinctCodes {
  const codes = coded.map(column => column.codes)
  const possible = coded.reduce((product, { values }) => product * (values.length + 1), 1)
  if (labelPriors || possible > largestKey) return { rows, codes, weights, labelPriors }
  const slots = new Map<number, number>()
  const first: number[] = []
  const copies: number[] = []
  for (let row = 0; row < rows; row++) {
    let key = 0
    for (let c = 0; c < codes.length; c++) key = key * (coded[c].values.length + 1) + codes[c][row]
    let slot = slots.get(key)
    if (slot === undefined) {
      slot = first.length
      slots.set(key, slot)
      first.push(row)
      copies.push(0)
    }
    copies[slot] += weights ? weights[row] : 1
  }
  return { rows: first.length, codes: codes.map(column => Int32Array.from(first, row => column[row])), weights: Float64Array.from(copies), labelPriors: undefined }
}
