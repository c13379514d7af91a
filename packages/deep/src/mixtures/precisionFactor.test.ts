import { expect, it } from 'vitest'
import { precisionFactor, precisionOf } from './precisionFactor.js'

it('of two columns is the regression of the first on the second, by hand', () => {
  // Σ = [[1, 0.6], [0.6, 2]]: v = (1, 2 - 0.36), and U's last column is (-0.6, 1) / √1.64.
  const { slants, conditionalVariances } = precisionFactor(Float64Array.of(1, 0.6, 0.6, 2), 2, 0)
  expect(conditionalVariances[0]).toBeCloseTo(1, 14)
  expect(conditionalVariances[1]).toBeCloseTo(1.64, 14)
  expect(slants[1]).toBeCloseTo(-0.6, 14)
})

it('gives the inverse of the covariance', () => {
  const covariance = Float64Array.of(1, 0.4, -0.2, 0.4, 0.5, 0.1, -0.2, 0.1, 1)
  const precision = precisionOf(precisionFactor(covariance, 3, 0))
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const product = [0, 1, 2].reduce((sum, k) => sum + covariance[3 * i + k] * precision[3 * k + j], 0)
      expect(product).toBeCloseTo(i === j ? 1 : 0, 12)
    }
  }
})

it('refuses a covariance that is not positive definite, and names its component', () => {
  expect(() => precisionFactor(Float64Array.of(1, 1, 1, 1), 2, 3)).toThrow(
    'covariance of component 3 is not positive definite: pivot 0.00e+0 at row 1. It has probably collapsed onto a few samples or ' +
      'dependent columns: raise regularization, lower components, or choose a simpler covarianceType.',
  )
})
