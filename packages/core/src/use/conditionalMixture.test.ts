import { expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { conditionalMixture } from './conditionalMixture.js'

/** One example of each layout of covariances; 3 components in 3 columns. */
const covariancesOf = {
  full: [
    [[2, 0.5, 0.3], [0.5, 1, -0.2], [0.3, -0.2, 1.5]],
    [[1, -0.4, 0], [-0.4, 2, 0.6], [0, 0.6, 1]],
    [[0.5, 0.1, 0.2], [0.1, 0.7, 0.1], [0.2, 0.1, 0.9]],
  ],
  tied: [[2, 0.5, 0.3], [0.5, 1, -0.2], [0.3, -0.2, 1.5]],
  diag: [[1, 2, 0.5], [0.3, 1, 4], [2, 2, 1]],
  spherical: [1, 0.5, 2],
  EEI: [0.5, 2, 1],
  EII: [1.7],
} as const

function mixture(covarianceType: keyof typeof covariancesOf): GaussianMixture {
  return GaussianMixture.fromParameters({
    covarianceType,
    weights: [0.5, 0.3, 0.2],
    means: [[0, 1, -1], [3, -2, 0.5], [-2, 0, 2]],
    covariances: covariancesOf[covarianceType],
  })
}

const correlated = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [1],
  means: [[1, 2]],
  covariances: [[[4, 2], [2, 3]]],
})

it('is μ_y + Σ_yx (x - μ_x)/Σ_xx with variance Σ_yy - Σ_yx²/Σ_xx for one Gaussian', () => {
  const conditional = conditionalMixture(correlated, { given: [0], values: [3] })
  expect(conditional.columns).toBe(1)
  expect(conditional.covarianceType).toBe('full')
  expect(conditional.weights).toEqual(Float64Array.of(1))
  expect(conditional.means[0]).toBeCloseTo(2 + (2 / 4) * (3 - 1), 15)
  expect(conditional.covariances[0]).toBeCloseTo(3 - 4 / 4, 15)
})

it('weights components by the density of the given values', () => {
  const model = GaussianMixture.fromParameters({
    covarianceType: 'spherical',
    weights: [0.5, 0.5],
    means: [[0, 0], [2, 10]],
    covariances: [1, 1],
  })
  const { weights, means } = conditionalMixture(model, { given: [0], values: [2] })
  expect(weights[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 15)
  expect(means).toEqual(Float64Array.of(10, 0)) // the heavier component first
})

it('is the marginal if the columns of a single component are independent', () => {
  const model = GaussianMixture.fromParameters({
    covarianceType: 'diag',
    weights: [1],
    means: [[1, 2, 3]],
    covariances: [[1, 4, 9]],
  })
  const conditional = conditionalMixture(model, { given: [1], values: Float32Array.of(-7) })
  expect(conditional.means).toEqual(Float64Array.of(1, 3))
  expect(conditional.covariances).toEqual(Float64Array.of(1, 0, 0, 9))
})

it('keeps a positive variance where the subtraction of the Schur complement would round to 0', () => {
  const noise = 1e-13
  const model = GaussianMixture.fromParameters({
    covarianceType: 'full',
    weights: [1],
    means: [[0, 0]],
    covariances: [[[1, 1], [1, 1 + noise]]],
  })
  const { covariances } = conditionalMixture(model, { given: [0], values: [1] })
  expect(covariances[0]).toBeGreaterThan(0)
  expect(Math.abs(covariances[0] - noise)).toBeLessThan(Number.EPSILON)
})

it('refuses columns and values that do not match the mixture', () => {
  const model = mixture('full')
  expect(() => conditionalMixture(model, { given: [3], values: [0] })).toThrow(
    'given must be distinct column indices from 0 to 2, at least one, but it is [3]. Pass for example [0] as given.',
  )
  expect(() => conditionalMixture(model, { given: [], values: [] })).toThrow('at least one, but it is [].')
  expect(() => conditionalMixture(model, { given: [1, 1], values: [0, 0] })).toThrow('but it is [1, 1].')
  expect(() => conditionalMixture(model, { given: [0, 1, 2], values: [0, 0, 0] })).toThrow(
    'given must be fewer than all 3 columns, but it is all of them. Leave out the columns whose distribution you need.',
  )
  expect(() => conditionalMixture(model, { given: [0], values: [1, 2] })).toThrow(
    'values must be 1 finite number, one per given column, but it is [1, 2]. ' +
      'Pass the value of each given column, in the order of given.',
  )
  expect(() => conditionalMixture(model, { given: [0, 2], values: [1, NaN] })).toThrow(
    'values must be 2 finite numbers, one per given column, but it is [1, NaN].',
  )
  expect(() => conditionalMixture(model, { given: [0], values: [1e200] })).toThrow(
    'values, row 0, lies so far from every component that squared distances leave the range of float64. ' +
      'Leave that row out, or rescale the columns of data and mixture alike.',
  )
})
