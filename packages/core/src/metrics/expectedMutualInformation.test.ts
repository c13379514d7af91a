import { expect, it } from 'vitest'
import { expectedMutualInformation } from './expectedMutualInformation.js'

function expected(rowTotals: number[], columnTotals: number[]): number {
  return expectedMutualInformation({
    cells: { rows: new Int32Array(0), columns: new Int32Array(0), counts: new Float64Array(0) },
    rowLabels: rowTotals,
    columnLabels: columnTotals,
    rowTotals: Float64Array.from(rowTotals),
    columnTotals: Float64Array.from(columnTotals),
    total: rowTotals.reduce((sum, count) => sum + count, 0),
  })
}

it('is ln 2 / 3 for two pairs each: one of three pairings gives ln 2, the others 0', () => {
  expect(expected([2, 2], [2, 2])).toBeCloseTo(Math.LN2 / 3, 15)
})

it('is the entropy of the other labelling if one has one cluster per sample', () => {
  expect(expected([1, 1, 1], [2, 1])).toBeCloseTo(Math.log(3) - (2 / 3) * Math.LN2, 15)
  expect(expected([5], [2, 3])).toBe(0)
})

// Exact binomial coefficients and 50-digit logarithms.
it.each([
  [[600, 400], [500, 300, 200], 0.0010024751640038676],
  [[3000, 2000], [2500, 1500, 1000], 0.00020009861523824038],
  [[2, 1], [1, 1, 1], 0.6365141682948128],
])('has an error below 1e-15: %j against %j', (rowTotals, columnTotals, value) => {
  expect(Math.abs(expected(rowTotals, columnTotals) - value)).toBeLessThan(1e-15)
})

it('tends to (R - 1)(C - 1) / (2 N), even for N too large for a full sum', () => {
  const total = 1e10
  const value = expected([total / 2, total / 2], [total / 4, (3 * total) / 4])
  expect(Number.isFinite(value)).toBe(true)
  expect(Math.abs(value)).toBeLessThan(1e-9)
  const million = expected([4e5, 6e5], [3e5, 3e5, 4e5])
  expect(million / (2 / 2e6)).toBeCloseTo(1, 4)
})
