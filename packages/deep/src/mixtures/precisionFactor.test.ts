import { expect, it } from 'vitest'
import { precisionFactor, precisionOf } from './precisionFactor.js'

it('of two columns is the regression of the first on the second, by hand', () => {
  // Σ = [[1, 0.6], [0.6, 2]]: v = (1, 2 - 0.36), and U's last column is (-0.6, 1) / √1.64.
  const { slants, conditionalVariances } = precisionFactor(Float64Array.of(1, 0.6, 0.6, 2), 2)
  expect(conditionalVariances[0]).toBeCloseTo(1, 14)
  expect(conditionalVariances[1]).toBeCloseTo(1.64, 14)
  expect(slants[1]).toBeCloseTo(-0.6, 14)
})

it('gives the inverse of the covariance', () => {
  const covariance = Float64Array.of(1, 0.4, -0.2, 0.4, 0.5, 0.1, -0.2, 0.1, 1)
  const precision = precisionOf(precisionFactor(covariance, 3))
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const product = [0, 1, 2].reduce((sum, k) => sum + covariance[3 * i + k] * precision[3 * k + j], 0)
      expect(product).toBeCloseTo(i === j ? 1 : 0, 12)
    }
  }
})
