import { expect, it } from 'vitest'
import { histogramBins } from './histogramBins.js'
import { tukeyFences } from './tukeyFences.js'

it('has an interval for each of few whole numbers, and 30 otherwise', () => {
  expect(histogramBins(2, 5, true)).toEqual({ from: 1.5, to: 5.5, bins: 4 })
  expect(histogramBins(0, 29, true)).toEqual({ from: -0.5, to: 29.5, bins: 30 })
  expect(histogramBins(0, 30, true)).toEqual({ from: 0, to: 30, bins: 30 })
  expect(histogramBins(2, 5, false)).toEqual({ from: 2, to: 5, bins: 30 })
  expect([histogramBins(3, 3, true), histogramBins(NaN, NaN, false), histogramBins(-1e308, 1e308, false)]).toEqual([null, null, null])
})

it('has fences at 1.5 quartile ranges', () => {
  expect(tukeyFences([2, 3, 6])).toEqual({ lowFence: -4, highFence: 12 })
})
