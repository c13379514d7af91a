import { expect, it } from 'vitest'
import { bhattacharyyaDistance } from './bhattacharyyaDistance.js'

const gaussian = (mean: number[], covariance: number[]) => ({
  weight: 1, mean: Float64Array.from(mean), covariance: Float64Array.from(covariance),
})

it('is 0 between equal Gaussians', () => {
  const a = gaussian([1, 2], [2, 0.3, 0.3, 1])
  expect(bhattacharyyaDistance(a, a)).toBe(0)
})

it('is an eighth of the squared Mahalanobis distance at equal covariances', () => {
  expect(bhattacharyyaDistance(gaussian([0], [4]), gaussian([6], [4]))).toBe(36 / 4 / 8)
})

it('is ½ ln of the ratio of arithmetic to geometric mean of the variances at equal means', () => {
  expect(bhattacharyyaDistance(gaussian([0], [1]), gaussian([0], [9]))).toBeCloseTo(0.5 * Math.log(5 / 3), 15)
})

it('is symmetric, and agrees with NumPy', () => {
  const a = gaussian([0, 1], [2, 0.5, 0.5, 1])
  const b = gaussian([1.5, -0.5], [1, -0.3, -0.3, 3])
  expect(bhattacharyyaDistance(a, b)).toBe(bhattacharyyaDistance(b, a))
  expect(bhattacharyyaDistance(a, b)).toBeCloseTo(0.4887295934784477, 14)
})

it('names the covariance that is not positive definite', () => {
  expect(() => bhattacharyyaDistance(gaussian([0], [1]), gaussian([0], [0]))).toThrow(
    'covariance of component 1 is not positive definite: pivot 0.00e+0 at row 0. ' +
      'It has probably collapsed onto a few samples or dependent columns: raise regularization, ' +
      'lower components, or choose a simpler covarianceType.',
  )
})
