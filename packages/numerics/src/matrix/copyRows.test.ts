import { expect, it } from 'vitest'
import { copyRows } from './copyRows.js'

it('copies rows in the given order, also twice, into float64', () => {
  const given = { data: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 3, columns: 2 }
  expect(copyRows(given, [2, 0, 2])).toEqual({ data: Float64Array.of(5, 6, 1, 2, 5, 6), rows: 3, columns: 2 })
  expect(copyRows(given, new Uint32Array(0))).toEqual({ data: new Float64Array(0), rows: 0, columns: 2 })
})
