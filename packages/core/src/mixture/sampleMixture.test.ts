import { describe, expect, it } from 'vitest'
import { covarianceTypes } from '../covariance/structures.js'
import { randomMixture } from '../testing/randomMixture.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from './gaussianMixture.js'

describe.each(covarianceTypes)('sample, %s', covarianceType => {
  const mixture = GaussianMixture.fromParameters(randomMixture(covarianceType, { components: 3, columns: 3, seed: 8 }))

  it('begins with the same samples for any count', () => {
    expect(mixture.sample(100, { seed: 5 }).samples.data.slice(0, 30)).toEqual(mixture.sample(10, { seed: 5 }).samples.data)
  })

  it('draws from one component, about its mean', () => {
    const { samples, labels } = mixture.sample(4000, { seed: 2, component: 1 })
    expect(labels.every(label => label === 1)).toBe(true)
    const [mean, covariance] = [mixture.componentMean(1), mixture.componentCovariance(1)]
    for (let i = 0; i < 3; i++) {
      const drawn = Array.from({ length: 4000 }, (_, row) => samples.data[3 * row + i])
      // The mean of 4000 draws has the standard error √(Σ_ii / 4000). Five of them are allowed.
      expect(Math.abs(drawn.reduce((sum, value) => sum + value, 0) / 4000 - mean[i])).toBeLessThan(5 * Math.sqrt(covariance[4 * i] / 4000))
    }
  })

  it('is recovered by a fit', async () => {
    const apart = GaussianMixture.fromParameters({
      ...randomMixture(covarianceType, { components: 3, columns: 3, seed: 8 }),
      means: [[0, 0, 0], [15, 0, 0], [0, 15, 0]],
      weights: [0.5, 0.3, 0.2],
    })
    const { model } = await fitGaussianMixture(apart.sample(4000, { seed: 6 }).samples, { components: 3, covarianceType })
    model.weights.forEach((weight, k) => expect(Math.abs(weight - [0.5, 0.3, 0.2][k])).toBeLessThan(0.05))
    model.means.forEach((value, at) => expect(Math.abs(value - apart.means[at])).toBeLessThan(0.3))
    for (let k = 0; k < 3; k++) {
      const expected = apart.componentCovariance(k)
      const scale = Math.max(...expected)
      model.componentCovariance(k).forEach((value, at) => expect(Math.abs(value - expected[at])).toBeLessThan(0.2 * scale))
    }
  })
})

it('draws with seed 0 from all components unless told otherwise', () => {
  const mixture = GaussianMixture.fromParameters(randomMixture('full', { components: 3, columns: 2, seed: 8 }))
  expect(mixture.sample(50)).toEqual(mixture.sample(50, { seed: 0 }))
  expect(new Set(mixture.sample(50).labels).size).toBe(3)
})

it('refuses a component that the mixture lacks', () => {
  const mixture = GaussianMixture.fromParameters(randomMixture('full', { components: 3, columns: 2, seed: 8 }))
  expect(() => mixture.sample(1, { component: 3 })).toThrow('option component must be an index from 0 to 2, but it is 3. Pass for example 0.')
})

it('refuses more rows than memory can hold, and suggests a number that fits', () => {
  const columns = 1000
  const wide = GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [1], means: [Array.from({ length: columns }, () => 0)], covariances: [1] })
  expect(() => wide.sample(2 ** 31 - 1, { seed: 1 })).toThrow(
    expect.objectContaining({
      name: 'InvalidOptionError',
      option: 'count',
      message: expect.stringMatching(
        /^option count must be a number of rows that fit in memory, such as [1-9]\d* of 1000 columns, but it is 2147483647\. Draw fewer rows at a time, each time with another seed\.$/,
      ),
    }),
  )
})
