import { describe, expect, it } from 'vitest'
import { covarianceTypes } from '../covariance/structures.js'
import { randomMixture } from '../testing/randomMixture.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import { GaussianMixture } from './gaussianMixture.js'

describe.each(covarianceTypes)('sample, %s', covarianceType => {
  const mixture = GaussianMixture.fromParameters(randomMixture(covarianceType, { components: 3, columns: 3, seed: 8 }))

  it('has the means, covariances and weights of the components', () => {
    const count = 20_000
    const { samples, labels } = mixture.sample(count, { seed: 1 })
    for (let k = 0; k < 3; k++) {
      const rows = Array.from(labels.keys()).filter(n => labels[n] === k).map(n => samples.data.subarray(3 * n, 3 * n + 3))
      // Binomial: five standard deviations.
      const weight = mixture.weights[k]
      expect(Math.abs(rows.length / count - weight)).toBeLessThan(5 * Math.sqrt((weight * (1 - weight)) / count))
      const mean = [0, 1, 2].map(i => rows.reduce((sum, row) => sum + row[i], 0) / rows.length)
      mean.forEach((value, i) => expect(Math.abs(value - mixture.componentMean(k)[i])).toBeLessThan(0.1))
      const covariance = mixture.componentCovariance(k)
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const estimate = rows.reduce((sum, row) => sum + (row[i] - mean[i]) * (row[j] - mean[j]), 0) / rows.length
          // A covariance estimated from some 5000 rows has a standard error of about 2 % of the variances' mean.
          const scale = Math.sqrt(covariance[4 * i] * covariance[4 * j])
          expect(Math.abs(estimate - covariance[3 * i + j])).toBeLessThan(0.1 * Math.max(1, scale))
        }
      }
    }
  })

  it('has as many rows as asked for', () => {
    for (let count = 1; count <= 99; count++) {
      const { samples, labels } = mixture.sample(count, { seed: count })
      expect([samples.rows, samples.columns, samples.data.length, labels.length]).toEqual([count, 3, 3 * count, count])
    }
  })

  it('is reproducible by the seed of the call', () => {
    expect(mixture.sample(50, { seed: 3 })).toEqual(mixture.sample(50, { seed: 3 }))
    expect(mixture.sample(50, { seed: 3 }).samples).not.toEqual(mixture.sample(50, { seed: 4 }).samples)
  })

  it('begins alike whatever the count', () => {
    expect(mixture.sample(100, { seed: 5 }).samples.data.slice(0, 30)).toEqual(mixture.sample(10, { seed: 5 }).samples.data)
  })

  it('is fitted back to itself', async () => {
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

  it('refuses counts below 1 and seeds that are none', () => {
    for (const count of [0, -1, 1.5, NaN]) {
      expect(() => mixture.sample(count, { seed: 1 })).toThrow(
        `option count must be a whole number of at least 1, but it is ${count}. Pass for example count: 2.`,
      )
    }
    expect(() => mixture.sample(1, { seed: -1 })).toThrow('option seed must be a whole number from 0 to 2^53 - 1, but it is -1.')
  })
})
