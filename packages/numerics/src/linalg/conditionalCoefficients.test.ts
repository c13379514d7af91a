import { expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { conditionalCoefficients } from './conditionalCoefficients.js'

it('is the regression on the observed columns by hand', () => {
  const { coefficients, residual } = conditionalCoefficients(Float64Array.of(4, 2, 2, 5), 2, [0])
  // Slope 2 / 4, residual variance 5 - 2² / 4.
  expect(Array.from(coefficients)).toEqual([1, 0.5])
  expectClose(residual, [0, 0, 0, 4], { relative: 1e-15 })
})

it('leaves observed columns as they are, and knows nothing from none', () => {
  const covariance = Float64Array.of(4, 2, 2, 5)
  const all = conditionalCoefficients(covariance, 2, [0, 1])
  expect([Array.from(all.coefficients), Array.from(all.residual)]).toEqual([[1, 0, 0, 1], [0, 0, 0, 0]])
  const none = conditionalCoefficients(covariance, 2, [])
  expect([none.coefficients.length, Array.from(none.residual)]).toEqual([0, [4, 2, 2, 5]])
})
