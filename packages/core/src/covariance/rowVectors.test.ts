import { describe, expect, it } from 'vitest'
import {
  addCombinations, addProducts, addRow, firstNotPositive, indicesAbove, inverseRoots, lowerTo, productsOfRows, quotients, raiseTo, rowProduct,
  scaleColumns, scaleRow, sumOfLogarithms,
} from './rowVectors.js'

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

  it('multiply a row by a number, and rows with rows', () => {
    const rows = Float64Array.of(1, 2, 3, 4, 5, 6)
    scaleRow(rows, 2, 10, 2)
    expect(Array.from(rows)).toEqual([1, 2, 30, 40, 5, 6])
    // Rows (1, 2), (30, 40), (5, 6) with (1, 0) and (1, 1).
    expect(Array.from(productsOfRows(rows, Float64Array.of(1, 0, 1, 1), 2))).toEqual([1, 3, 30, 70, 5, 11])
    const sums = Float64Array.of(1, 1, 0, 0)
    addCombinations(sums, Float64Array.of(1, 0, 2, 0, 1, 0), rows, 2)
    expect(Array.from(sums)).toEqual([12, 15, 30, 40])
  })

  it('bound, find and transform values', () => {
    const values = Float64Array.of(1, 2, 3)
    raiseTo(values, Float64Array.of(2, 2, 2))
    expect(Array.from(values)).toEqual([2, 2, 3])
    lowerTo(values, Float64Array.of(5, 1, 3))
    expect(Array.from(values)).toEqual([2, 1, 3])
    expect(indicesAbove(values, 1)).toEqual([0, 2])
    expect([[1, 2], [1, 0], [1, NaN], [Infinity, 1]].map(some => firstNotPositive(Float64Array.from(some)))).toEqual([-1, 1, 1, 0])
    expect(Array.from(quotients(values, 2))).toEqual([1, 0.5, 1.5])
    expect(Array.from(inverseRoots(Float64Array.of(4, 0.25)))).toEqual([0.5, 2])
    expect(sumOfLogarithms(Float64Array.of(1, Math.E, 1 / Math.E, Math.E))).toBeCloseTo(1, 14)
  })
})
