import { newShareable } from '../threads/shareNumbers.js'
import type { CodedFamily } from './columnFamilies.js'
import type { CodedColumn } from './codedRows.js'

/** Places of the columns' counts, [V + 1, K] each, in one array; the last row of each is of missing cells. */
export function countOffsets(coded: readonly Pick<CodedColumn, 'values'>[], components: number): { readonly offsets: readonly number[]; readonly length: number } {
  const offsets: number[] = []
  let length = 0
  for (const { values } of coded) {
    offsets.push(length)
    length += (values.length + 1) * components
  }
  return { offsets, length }
}

/** [V + 1, K] ln p(value | class) of each column, one after the other; the last row of each, of missing cells, is 0. */
export function valueTables(families: readonly CodedFamily[], coded: readonly Pick<CodedColumn, 'values'>[], columnParameters: Float64Array): Float64Array {
  const { offsets, length } = countOffsets(coded, families[0]?.shape.components ?? 0)
  const table = new Float64Array(length)
  families.forEach(({ family, shape, from, to }, c) => table.set(family.logProbabilities(columnParameters.subarray(from, to), coded[c].values, shape), offsets[c]))
  return table
}

/** [N, C] place of each cell's value in such tables, in memory that threads can share. */
export function valuePlaces(coded: readonly CodedColumn[], rows: number, components: number): Int32Array {
  const { offsets } = countOffsets(coded, components)
  const places = new Int32Array(newShareable(Int32Array.BYTES_PER_ELEMENT * rows * coded.length))
  coded.forEach(({ codes }, c) => {
    for (let row = 0; row < rows; row++) places[row * coded.length + c] = offsets[c] + codes[row] * components
  })
  return places
}
