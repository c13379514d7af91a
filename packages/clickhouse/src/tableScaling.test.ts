import { expect, it } from 'vitest'
import { standardScaling } from './tableScaling.js'

it('refuses a column of one value whose variance is rounding error', () => {
  const column = { name: 'a', type: 'Float64', missing: 0, infinite: 0, minimum: 0.1, maximum: 0.1, mean: 0.1 }
  // The variance that a server gives for ten cells of 0.1.
  expect(() => standardScaling({ columns: [{ ...column, variance: 5.6e-18 }], finite: [10] })).toThrow(
    'Column "a" has the one value 0.1, or varies by rounding error alone, so it cannot be standardised. Leave it out.',
  )
  expect(standardScaling({ columns: [{ ...column, minimum: 0, maximum: 2, mean: 1, variance: 1 }], finite: [2] })).toEqual({ center: [1], scale: [Math.SQRT2] })
})
