import { expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { mergedGaussian } from './mergedGaussian.js'

const model = GaussianMixture.fromParameters({
  covarianceType: 'spherical',
  weights: [0.5, 0.3, 0.2],
  means: [[0, 0], [4, 0], [0, 6]],
  covariances: [1, 2, 3],
})

it('has the mean and the covariance of the mixture', () => {
  const merged = mergedGaussian(model)
  expect(merged.components).toBe(1)
  expect(merged.means[0]).toBeCloseTo(1.2, 14)
  expect(merged.means[1]).toBeCloseTo(1.2, 14)
  // E[x²] - 1.2²: 0.3 · 16 - 1.44 + 1.7; E[y²]: 0.2 · 36 - 1.44 + 1.7; E[x y] = 0.
  expect(merged.covariances[0]).toBeCloseTo(5.06, 13)
  expect(merged.covariances[3]).toBeCloseTo(7.46, 13)
  expect(merged.covariances[1]).toBeCloseTo(-1.44, 13)
  expect(merged.covariances[2]).toBe(merged.covariances[1])
})

it('merges some components by their shares, and returns a single one unchanged', () => {
  const pair = mergedGaussian(model, [1, 0])
  expect(pair.means[0]).toBeCloseTo(1.5, 14)
  expect(pair.covariances[0]).toBeCloseTo(0.625 + 0.75 + 0.375 * 0.625 * 16, 13)
  expect(mergedGaussian(model, [2]).covariances).toEqual(Float64Array.of(3, 0, 0, 3))
})

it('loses no digits to a common offset', () => {
  const offset = 1e9
  const moved = GaussianMixture.fromParameters({
    covarianceType: 'spherical',
    weights: [0.5, 0.5],
    means: [[offset], [offset + 2]],
    covariances: [1, 1],
  })
  expect(mergedGaussian(moved).covariances[0]).toBeCloseTo(2, 14)
})

it('refuses components that do not exist', () => {
  expect(() => mergedGaussian(model, [3])).toThrow(
    'components must be distinct component indices from 0 to 2, at least one, but it is [3]. ' +
      'Pass for example [0] as components.',
  )
})
