import { expect, it } from 'vitest'
import { mergeFacts } from './numberFacts.js'

/** Missing, finite and infinite cells, minimum, maximum, mean and variance, as a server tells them. */
const part = (...numbers: number[]): Float64Array => Float64Array.from(numbers)

it('merges the facts of two shards to those of all cells', () => {
  // 1, 3 and 8, 8, 12 together: mean 6.4, variance 15.44.
  const { mean, variance, minimum, maximum, finite } = mergeFacts([part(0, 2, 0, 1, 3, 2, 1), part(1, 3, 0, 8, 12, 28 / 3, 32 / 9)])
  expect([minimum, maximum, finite, mean]).toEqual([1, 12, 5, 6.4])
  expect(variance).toBeCloseTo(15.44, 12)
})

it('tells no variance whose digits a sum of squares has lost', () => {
  expect(mergeFacts([part(0, 1000, 0, 1.7e9, 1.7e9 + 30, 1.7e9 + 15, 512)]).variance).toBeNaN()
  expect(mergeFacts([part(0, 1000, 0, 1.7e9, 1.7e9, 1.7e9, 0)]).variance).toBe(0)
})
