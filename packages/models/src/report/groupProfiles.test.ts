import { expect, it } from 'vitest'
import { groupProfiles, plainestColumns } from './groupProfiles.js'

// Three rows of group 0, one of noise; the second column has a missing cell.
const samples = { data: Float64Array.of(1, 10, 2, NaN, 3, 14, 100, 12), rows: 4, columns: 2 }
const labels = Int32Array.of(0, 0, 0, -1)

it('has means with 95 % intervals, noise last, and leaves missing cells out', () => {
  const [first, noise] = groupProfiles(samples, labels, ['a', 'b'])
  expect(first).toMatchObject({ group: 0, label: 'a', rows: 3, means: [2, 12] })
  // 1.96 · 1 / √3, and 1.96 · √8 / √2.
  expect(first.margins[0]).toBeCloseTo(1.959964 / Math.sqrt(3), 6)
  expect(first.margins[1]).toBeCloseTo(1.959964 * 2, 6)
  expect(noise).toEqual({ group: -1, label: null, rows: 1, means: [100, 12], margins: [null, null] })
})

it('finds the columns that tell groups apart best', () => {
  const wide = { data: Float64Array.of(0, 5, 1, 1, 5.1, 0, 0, 9, 11, 1, 9.1, 10), rows: 4, columns: 3 }
  expect(plainestColumns(groupProfiles(wide, Int32Array.of(0, 0, 1, 1), [0, 1]), wide)).toEqual([1, 2])
})
