import { expect, it } from 'vitest'
import { heatRows } from './heatRows.js'

it('grows heats by a factor of eight; or adds one of two fifths of all rows if the first heat has few rows', () => {
  const heatsOf = (rows: number): readonly number[] => heatRows({ startRows: 2_000, rows, parameters: 100 })
  expect([2_000, 2_001, 9_999].map(heatsOf)).toEqual([[], [2_000], [2_000]])
  expect([10_000, 39_999, 40_000].map(heatsOf)).toEqual([[2_000, 4_000], [2_000, 15_999], [2_000, 16_000]])
  expect([100_000, 10_000_000].map(heatsOf)).toEqual([[2_000, 16_000], [2_000, 16_000, 128_000]])
})

it('has sixteen rows per parameter in the first heat, but at most a quarter of all rows', () => {
  const heatsOf = (rows: number): readonly number[] => heatRows({ startRows: 2_000, rows, parameters: 1_000 })
  expect([6_000, 40_000, 64_000, 1_000_000].map(heatsOf)).toEqual([[2_000], [10_000], [16_000], [16_000, 128_000]])
})
