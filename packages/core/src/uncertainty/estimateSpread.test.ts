import { expect, it } from 'vitest'
import { estimateSpread } from './estimateSpread.js'

it('computes standard deviations and interpolated percentiles of each column', () => {
  const replicates = { data: Float64Array.of(1, 40, 2, 10, 3, 20, 4, 30, 5, 0), rows: 5, columns: 2 }
  const spread = estimateSpread(Float64Array.of(3, 20), replicates, 0.9)
  expect(Array.from(spread.standardErrors)).toEqual([Math.sqrt(2.5), Math.sqrt(250)])
  // The 5 % quantile is at 0.2 of the way from the first order statistic to the second.
  expect(spread.lower[0]).toBeCloseTo(1.2, 14)
  expect(spread.upper[0]).toBeCloseTo(4.8, 14)
  expect(spread.lower[1]).toBeCloseTo(2, 14)
  expect(spread.upper[1]).toBeCloseTo(38, 14)
  expect(spread.replicates).toBe(replicates)
})
