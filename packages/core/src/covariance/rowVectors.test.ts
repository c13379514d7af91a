import { describe, expect, it } from 'vitest'
import { addProducts, addRow, rowProduct, scaleColumns } from './rowVectors.js'

describe('loops over the columns of a row', () => {
  // Products take four columns at once, so there are less than four, a multiple of four, and a rest.
  it.each([1, 3, 4, 8, 9])('give the product of two rows of %d columns by hand', columns => {
    const a = Float64Array.from({ length: 2 + columns }, (_, at) => (at < 2 ? NaN : at - 1))
    const b = Float64Array.from({ length: columns + 1 }, (_, at) => (at < columns ? 1 : NaN))
    expect(rowProduct(a, 2, b, 0, columns)).toBe((columns * (columns + 1)) / 2)
  })

  it('add to one row of several and leave the others', () => {
    const rows = Float64Array.of(1, 1, 1, 1, 1, 1)
    addRow(rows, 2, 3, Float64Array.of(NaN, 1, 2), 1, 2)
    expect(Array.from(rows)).toEqual([1, 1, 4, 7, 1, 1])
    addProducts(rows, 4, 2, Float64Array.of(1, 3), 0, Float64Array.of(NaN, 5, 7), 1, 2)
    expect(Array.from(rows)).toEqual([1, 1, 4, 7, 11, 43])
    scaleColumns(rows, Float64Array.of(2, 0.5))
    expect(Array.from(rows)).toEqual([2, 0.5, 8, 3.5, 22, 21.5])
  })
})
