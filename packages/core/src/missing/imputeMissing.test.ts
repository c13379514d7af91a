import { describe, expect, it } from 'vitest'
import { matrix } from '@mixtura/numerics'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { imputeMissing } from './imputeMissing.js'

it('is the regression of one component, by hand', async () => {
  const mixture = GaussianMixture.fromParameters({
    covarianceType: 'full', weights: [1], means: [[1, 10]], covariances: [[[4, 2], [2, 5]]],
  })
  // 10 + 2/4 (3 - 1), 1 + 2/5 (15 - 10); the mean for a row without observed cells.
  const { data } = await imputeMissing(mixture, [[3, NaN], [NaN, 15], [NaN, NaN], [7, 8]])
  expectClose(data, [3, 11, 3, 15, 1, 10, 7, 8], { relative: 1e-14 })
})

it('is the mean over the components, weighted by responsibilities given the observed cells', async () => {
  const mixture = GaussianMixture.fromParameters({
    covarianceType: 'diag', weights: [0.75, 0.25], means: [[0, 100], [4, 200]], covariances: [[1, 1], [1, 1]],
  })
  // Halfway between the means, the responsibilities equal the weights.
  const { data } = await imputeMissing(mixture, [[2, NaN], [NaN, NaN]])
  expectClose(data, [2, 125, 1, 125], { relative: 1e-13 })
})

it('changes neither observed cells nor the given samples, for every structure', async () => {
  const holed = matrix(Float64Array.from(iris.data, (value, at) => ((at * 7) % 11 === 0 ? NaN : value)), 150, 4)
  const before = holed.data.slice()
  const kept = before.findIndex(value => !Number.isNaN(value))
  for (const covarianceType of ['VVV', 'EEE', 'VVI', 'EII', 'VEV'] as const) {
    const { model } = await fitGaussianMixture(holed, { components: 3, covarianceType, missing: 'marginalize' })
    const { data } = await imputeMissing(model, holed)
    expect(holed.data).toEqual(before)
    expect(data[kept]).toBe(before[kept])
    let squared = 0
    let count = 0
    before.forEach((value, at) => {
      if (!Number.isNaN(value)) expect(data[at]).toBe(value)
      else {
        squared += (data[at] - iris.data[at]) ** 2
        count++
      }
    })
    // All cells together have a standard deviation of 1.97 cm, single columns 0.4 to 1.8 cm.
    expect(Math.sqrt(squared / count)).toBeLessThan(0.6)
  }
})

describe('a draw', () => {
  const mixture = GaussianMixture.fromParameters({
    covarianceType: 'full', weights: [0.7, 0.3], means: [[0, 0, 0], [5, 1, -5]],
    covariances: [[[1, 0.5, 0.2], [0.5, 2, 0.6], [0.2, 0.6, 1.5]], [[2, -0.5, 0], [-0.5, 1, 0.3], [0, 0.3, 1]]],
  })

  it('has the distribution of the missing cells given the observed ones', async () => {
    const count = 40_000
    const row = [1, NaN, NaN]
    const { data } = await imputeMissing(mixture, Array.from({ length: count }, () => row), { method: 'draw', seed: 3 })
    const conditional = mixture.conditional({ given: [0], values: [1] })
    const moments = (index: number): readonly [mean: number, variance: number] => {
      const mean = conditional.weights.reduce((sum, weight, k) => sum + weight * conditional.means[2 * k + index], 0)
      const squares = conditional.weights.reduce((sum, weight, k) => sum + weight * (conditional.componentVariances(k)[index] + conditional.means[2 * k + index] ** 2), 0)
      return [mean, squares - mean ** 2]
    }
    for (const column of [1, 2]) {
      const [mean, variance] = moments(column - 1)
      let sum = 0
      let squares = 0
      for (let n = 0; n < count; n++) {
        sum += data[3 * n + column] / count
        squares += (data[3 * n + column] - mean) ** 2 / count
      }
      // Five standard errors of a mean; the variance of squares of these mixtures is below 10 times the squared variance.
      expect(Math.abs(sum - mean)).toBeLessThan(5 * Math.sqrt(variance / count))
      expect(Math.abs(squares - variance)).toBeLessThan(5 * variance * Math.sqrt(10 / count))
    }
    // Both cells of a row are drawn together: their products have the mean of those of the mixture.
    const [[oneMean, oneVariance], [otherMean, otherVariance]] = [moments(0), moments(1)]
    const covariance = conditional.weights.reduce((sum, weight, k) => sum + weight * (conditional.componentCovariance(k)[1] + conditional.means[2 * k] * conditional.means[2 * k + 1]), 0) - oneMean * otherMean
    let products = 0
    for (let n = 0; n < count; n++) products += ((data[3 * n + 1] - oneMean) * (data[3 * n + 2] - otherMean)) / count
    const allowed = 5 * Math.sqrt((10 * oneVariance * otherVariance) / count)
    expect(Math.abs(products - covariance)).toBeLessThan(allowed)
    // Cells that were drawn each by itself would have no covariance.
    expect(Math.abs(covariance)).toBeGreaterThan(2 * allowed)
  })

  it('repeats under its seed, differs under another, and keeps observed cells', async () => {
    const rows = [[1, NaN, 2], [NaN, NaN, NaN], [1, 2, 3]]
    const { data: first } = await imputeMissing(mixture, rows, { method: 'draw', seed: 1 })
    expect((await imputeMissing(mixture, rows, { method: 'draw', seed: 1 })).data).toEqual(first)
    expect((await imputeMissing(mixture, rows, { method: 'draw', seed: 2 })).data[1]).not.toBe(first[1])
    expect([first[0], first[2], ...first.subarray(6)]).toEqual([1, 2, 1, 2, 3])
    expect(first.every(Number.isFinite)).toBe(true)
    // The other rows do not matter.
    expect((await imputeMissing(mixture, [rows[0], [4, 4, 4]], { method: 'draw', seed: 1 })).data[1]).toBe(first[1])
  })

  it('of structures without correlations has the variances of the component', async () => {
    const spherical = GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [1], means: [[3, -2]], covariances: [4] })
    const { data } = await imputeMissing(spherical, Array.from({ length: 10_000 }, () => [NaN, 0]), { method: 'draw' })
    let squares = 0
    for (let n = 0; n < 10_000; n++) squares += (data[2 * n] - 3) ** 2 / 10_000
    // The standard error of the variance 4 of 10,000 normal numbers is 0.057; five of them are allowed.
    expect(Math.abs(squares - 4)).toBeLessThan(0.29)
  })
})

it('refuses unknown methods and seeds', async () => {
  const mixture = GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [1], means: [[0]], covariances: [1] })
  await expect(imputeMissing(mixture, [[NaN]], { method: 'median' as never })).rejects.toThrow("option method must be one of 'mean', 'draw', but it is 'median'.")
  await expect(imputeMissing(mixture, [[NaN]], { seed: -1 })).rejects.toThrow('option seed must be ')
})
