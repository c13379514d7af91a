import { expect, it } from 'vitest'
import { entropyElbow } from './entropyElbow.js'

it('finds the break of two straight lines exactly', () => {
  expect(entropyElbow([0, 1, 2, 3, 23, 43], 100)).toBe(4)
  expect(entropyElbow([0, 1, 11, 21, 31], 100)).toBe(2)
})

it('finds the break despite noise', () => {
  expect(entropyElbow([0, 1.2, 1.9, 3.1, 12, 22.5, 31.8], 100)).toBe(4)
})

it('agrees with numpy.polyfit on both sides', () => {
  // numpy.polyfit gives sums of squares 16.7, 8.33, 26.3 for breaks at 2, 3, 4.
  expect(entropyElbow([0, 3, 5, 17, 22], 100)).toBe(3)
})

it('needs three points, unless there is nothing to merge', () => {
  expect(entropyElbow([0, 5], 100)).toBe(null)
  expect(entropyElbow([0, 1e-9], 100)).toBe(2)
  expect(entropyElbow([0], 100)).toBe(1)
  expect(entropyElbow([0, 1e-20, 1e-10, 2e-10], 100)).toBe(4)
})
