import { expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { conditionalMixture } from './conditionalMixture.js'
import { mergedGaussian } from './mergedGaussian.js'
import { regress } from './regress.js'

const model = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.5, 0.3, 0.2],
  means: [[0, 1, -1], [3, -2, 0.5], [-2, 0, 2]],
  covariances: [
    [[2, 0.5, 0.3], [0.5, 1, -0.2], [0.3, -0.2, 1.5]],
    [[1, -0.4, 0], [-0.4, 2, 0.6], [0, 0.6, 1]],
    [[0.5, 0.1, 0.2], [0.1, 0.7, 0.1], [0.2, 0.1, 0.9]],
  ],
})

it('is (x + 2)/2 with variance 2 for the covariance [4 2; 2 3] about (1, 3/2)', async () => {
  const gaussian = GaussianMixture.fromParameters({
    covarianceType: 'full',
    weights: [1],
    means: [[1, 1.5]],
    covariances: [[[4, 2], [2, 3]]],
  })
  const { means, covariances } = await regress(gaussian, [[0], [3]], { predictors: [0] })
  expect(means).toEqual({ data: Float64Array.of(1, 2.5), rows: 2, columns: 1 })
  expect(covariances[0]).toBeCloseTo(2, 14)
  expect(covariances[1]).toBeCloseTo(2, 14)
})

it('has variance p (1 - p) d² between two components d apart', async () => {
  const apart = GaussianMixture.fromParameters({
    covarianceType: 'diag',
    weights: [0.75, 0.25],
    means: [[0, 0], [0, 8]],
    covariances: [[1, 0.5], [1, 0.5]],
  })
  const { means, covariances } = await regress(apart, [[0.3]], { predictors: [0] })
  expect(means.data[0]).toBeCloseTo(2, 14)
  expect(covariances[0]).toBeCloseTo(0.5 + 0.75 * 0.25 * 64, 13)
})

it.each([
  { predictors: [0], responses: [1, 2] },
  { predictors: [2, 0], responses: [1] },
  { predictors: [1], responses: [2, 0] },
])('agrees with the moments of the conditional mixture: $predictors to $responses', async ({ predictors, responses }) => {
  const random = createRandom(9)
  const samples = Array.from({ length: 300 }, () => predictors.map(() => 3 * random.normal()))
  const { means, covariances } = await regress(model, samples, { predictors, responses })
  const rest = [0, 1, 2].filter(column => !predictors.includes(column))
  const size = responses.length
  for (const row of [0, 7, 299]) {
    const merged = mergedGaussian(conditionalMixture(model, { given: predictors, values: samples[row] }))
    responses.forEach((column, r) => {
      const at = rest.indexOf(column)
      expect(means.data[row * size + r]).toBeCloseTo(merged.means[at], 12)
      responses.forEach((other, s) => {
        const expected = merged.covariances[at * rest.length + rest.indexOf(other)]
        expect(covariances[(row * size + r) * size + s]).toBeCloseTo(expected, 12)
      })
    })
  }
})

it('ignores columns that are neither predictor nor response', async () => {
  const all = await regress(model, [[1.5]], { predictors: [0] })
  const one = await regress(model, [[1.5]], { predictors: [0], responses: [2] })
  expect(one.means.data[0]).toBeCloseTo(all.means.data[1], 14)
  expect(one.covariances[0]).toBeCloseTo(all.covariances[3], 14)
})

it('refuses invalid columns and samples', async () => {
  await expect(regress(model, [[1]], { predictors: [0], responses: [0, 1] })).rejects.toThrow(
    'responses must be columns that are not among predictors, but it is [0, 1] with 0 in both. ' +
      'Leave responses out to predict all columns that are not predictors.',
  )
  await expect(regress(model, [[1, 2, 3]], { predictors: [0, 1] })).rejects.toThrow(
    'samples must be [N, 2], one column per predictor, but it is [1, 3]. ' +
      'Pass the predictors alone, in the order of the option predictors.',
  )
  await expect(regress(model, [[1, 2, 3]], { predictors: [0, 1, 2] })).rejects.toThrow(
    'responses must be distinct column indices from 0 to 2, at least one, but it is [].',
  )
  await expect(regress(model, [[NaN]], { predictors: [0] })).rejects.toThrow('NaN at row 0, column 0')
  await expect(regress(model, [[0], [-1e200]], { predictors: [0] })).rejects.toThrow(
    'samples, row 1, lies so far from every component that squared distances leave the range of float64.',
  )
})
