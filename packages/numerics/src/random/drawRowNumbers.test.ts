import { expect, it } from 'vitest'
import { drawRowNumbers } from './drawRowNumbers.js'
import { createRandom } from './random.js'

it('draws distinct rows in order, the same each time', () => {
  const rows = drawRowNumbers(10_000, 500, createRandom(1))
  expect(new Set(rows).size).toBe(500)
  expect(rows).toEqual(rows.slice().sort())
  expect(drawRowNumbers(10_000, 500, createRandom(1))).toEqual(rows)
  // The mean of 500 uniform draws from 0…9999 has the standard deviation 126. Five standard deviations are allowed.
  expect(Math.abs(rows.reduce((sum, row) => sum + row, 0) / 500 - 5000)).toBeLessThan(630)
})

it('draws all rows when there are no more', () => {
  expect([...drawRowNumbers(3, 3, createRandom(1))]).toEqual([0, 1, 2])
})
