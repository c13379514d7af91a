import { expect, it } from 'vitest'
import { DegenerateCovarianceError } from '../errors.js'
import { factorCovariance } from './factorCovariance.js'
import { inverseFromFactor, inverseOfLower } from './inverseFromFactor.js'

it('factors by hand, and leaves the covariance as it was', () => {
  const covariance = Float64Array.of(4, 2, 2, 5)
  const factor = factorCovariance(covariance, 2, 0)
  expect([...factor]).toEqual([2, 0, 1, 2])
  expect([...covariance]).toEqual([4, 2, 2, 5])
  expect([...inverseOfLower(factor, 2)]).toEqual([0.5, 0, -0.25, 0.5])
  expect([...inverseFromFactor(factor, 2)]).toEqual([0.3125, -0.125, -0.125, 0.25])
})

it.each([
  ['a zero pivot', [1, 1, 1, 1], 'pivot 0.00e+0 at row 1'],
  ['a negative pivot', [1, 2, 2, 1], 'pivot -3.00e+0 at row 1'],
  ['NaN', [NaN, 0, 0, 1], 'pivot NaN at row 0'],
  ['an infinity', [Infinity, 0, 0, 1], 'pivot Infinity at row 0'],
])('refuses %s', (_, covariance, pivot) => {
  const factor = (): Float64Array => factorCovariance(Float64Array.from(covariance), 2, 7)
  expect(factor).toThrow(DegenerateCovarianceError)
  expect(factor).toThrow(`covariance of component 7 is not positive definite: ${pivot}.`)
})
