import { expect, it } from 'vitest'
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
