import { expect, it } from 'vitest'
import { nextOrder, sortedRows } from './tableOrder.js'

const rows = [[2, 'b', true], [10, 'a', false], [null, 'c', true], [2, 'a', true]]

it('goes from ascending to descending and back to the order of before', () => {
  const first = nextOrder(null, 1)
  const second = nextOrder(first, 1)
  expect([first, second, nextOrder(second, 1), nextOrder(second, 0)]).toEqual([
    { column: 1, descending: false }, { column: 1, descending: true }, null, { column: 0, descending: false },
  ])
})

it('sorts numbers as numbers, keeps equal rows in order, and puts empty cells last', () => {
  expect(sortedRows(rows, null)).toEqual([0, 1, 2, 3])
  expect(sortedRows(rows, { column: 0, descending: false })).toEqual([0, 3, 1, 2])
  expect(sortedRows(rows, { column: 0, descending: true })).toEqual([1, 0, 3, 2])
  expect(sortedRows(rows, { column: 1, descending: false })).toEqual([1, 3, 0, 2])
  expect(sortedRows(rows, { column: 2, descending: false })).toEqual([1, 0, 2, 3])
})
