import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Matrix } from '@mixtura/numerics'
import { linearAssignment } from './linearAssignment.js'

function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0]?.length ?? 0 }
}

function totalCost({ data, columns }: Matrix, columnOf: Int32Array): number {
  return columnOf.reduce((sum, column, row) => (column < 0 ? sum : sum + data[row * columns + column]), 0)
}

/** The smallest total over all assignments of min(rows, columns) pairs. */
function smallestCostByTrial(cost: Matrix, row = 0, used: readonly number[] = [], left = 0): number {
  const { data, rows, columns } = cost
  if (row === rows) return 0
  let smallest = Infinity
  for (let column = 0; column < columns; column++) {
    if (used.includes(column)) continue
    smallest = Math.min(
      smallest,
      data[row * columns + column] + smallestCostByTrial(cost, row + 1, [...used, column], left),
    )
  }
  if (left < rows - columns) smallest = Math.min(smallest, smallestCostByTrial(cost, row + 1, used, left + 1))
  return smallest
}

function expectOneToOne({ rows, columns }: Matrix, columnOf: Int32Array): void {
  const placed = columnOf.filter(column => column >= 0)
  expect(columnOf).toHaveLength(rows)
  expect(placed).toHaveLength(Math.min(rows, columns))
  expect(new Set(placed).size).toBe(placed.length)
  expect(placed.every(column => column < columns)).toBe(true)
}

it('avoids the cheapest cell if that lowers the total', () => {
  const cost = matrixOf([
    [1, 2],
    [2, 9],
  ])
  expect([...linearAssignment(cost)]).toEqual([1, 0])
})

it('leaves rows unassigned if there are more rows than columns, and columns if there are fewer', () => {
  expect([...linearAssignment(matrixOf([[3], [1], [2]]))]).toEqual([-1, 0, -1])
  expect([...linearAssignment(matrixOf([[3, 1, 2]]))]).toEqual([1])
})

it('accepts empty matrices', () => {
  expect([...linearAssignment({ data: new Float64Array(0), rows: 0, columns: 3 })]).toEqual([])
  expect([...linearAssignment({ data: new Float64Array(0), rows: 2, columns: 0 })]).toEqual([-1, -1])
})

const sizes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))

it.each([
  ['whole costs with many ties', fc.integer({ min: -3, max: 3 })],
  ['whole costs with few ties', fc.integer({ min: -1000, max: 1000 })],
  ['real costs', fc.double({ min: -1e6, max: 1e6, noNaN: true })],
])('has the smallest total of all assignments: %s', (_name, value) => {
  const costs = sizes.chain(([rows, columns]) =>
    fc
      .array(value, { minLength: rows * columns, maxLength: rows * columns })
      .map((data): Matrix => ({ data: Float64Array.from(data), rows, columns })),
  )
  fc.assert(
    fc.property(costs, cost => {
      const columnOf = linearAssignment(cost)
      expectOneToOne(cost, columnOf)
      // Each side adds at most 6 values up to 1e6, and the potentials are rounded as often.
      expect(Math.abs(totalCost(cost, columnOf) - smallestCostByTrial(cost))).toBeLessThanOrEqual(1e-8)
    }),
  )
})

it('does not change if a large constant is added to a row or column', () => {
  const data = [4, 1, 3, 2, 0, 5, 3, 2, 2]
  const rowShift = [1e6, 0, -1e6]
  const columnShift = [0, 5e5, -5e5]
  const shifted = data.map((value, i) => value + rowShift[Math.floor(i / 3)] + columnShift[i % 3])
  const answer = [...linearAssignment({ data: Float64Array.from(data), rows: 3, columns: 3 })]
  expect(answer).toEqual([1, 0, 2])
  expect([...linearAssignment({ data: Float64Array.from(shifted), rows: 3, columns: 3 })]).toEqual(answer)
})

it('gives the same result for the same costs, also in float32', () => {
  const data = Float32Array.from({ length: 64 }, (_, i) => (i * 7) % 5)
  const first = linearAssignment({ data, rows: 8, columns: 8 })
  expect(linearAssignment({ data, rows: 8, columns: 8 })).toEqual(first)
  expect(linearAssignment({ data: Float64Array.from(data), rows: 8, columns: 8 })).toEqual(first)
})

it('does not modify the costs', () => {
  const cost = matrixOf([
    [3, 1],
    [2, 2],
    [0, 5],
  ])
  linearAssignment(cost)
  expect([...cost.data]).toEqual([3, 1, 2, 2, 0, 5])
})

it.each([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['1e+300', 1e300],
])('refuses a cost of %s', (shown, value) => {
  expect(() => linearAssignment(matrixOf([[0, 1], [value, 2]]))).toThrow(
    `cost must be finite and below 1e+300 in magnitude, but it is ${shown} at row 1, column 0. ` +
      'Give a forbidden pair a cost above the sum of all others.',
  )
})

it('refuses costs that do not fill the matrix', () => {
  expect(() => linearAssignment({ data: new Float64Array(5), rows: 2, columns: 3 })).toThrow(
    'matrix data must be 2 x 3 = 6 numbers, but it is 5 numbers.',
  )
})
