import { expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { cumulativeProbability } from './cumulativeProbability.js'
import { normalTails } from './normalTails.js'
import { quantile } from './quantile.js'

const twoPeaks = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.75, 0.25], means: [[0], [100]], covariances: [[1], [4]] })

it('has the tails of a standard normal, even tiny ones', () => {
  // Abramowitz & Stegun, tables 26.1 and 26.2; the last value by 50-digit evaluation.
  expectClose([normalTails(-1).lower, normalTails(1.96).upper, normalTails(-3).lower], [0.158655253931457, 0.0249978951482204, 0.00134989803163009], { relative: 1e-13 })
  expectClose([normalTails(-38).lower * 1e300], [2.88542836e-16], { relative: 1e-6 }) // a subnormal number has few digits
  expect([normalTails(0), normalTails(Infinity), normalTails(-Infinity)]).toEqual([
    { lower: 0.5, upper: 0.5 }, { lower: 1, upper: 0 }, { lower: 0, upper: 1 },
  ])
})

it('is the weighted sum over the components, by hand', () => {
  expectClose(cumulativeProbability(twoPeaks, [-Infinity, 0, 50, 100, Infinity]), [0, 0.375, 0.75, 0.875, 1], { relative: 1e-15 })
})

it.each(['full', 'tied', 'diag', 'spherical', 'VEV', 'EEI'] as const)('inverts the probability, in both tails (%s)', covarianceType => {
  const shared = ['tied', 'EEI'].includes(covarianceType)
  const mixture = GaussianMixture.fromParameters({ covarianceType, weights: [0.6, 0.4], means: [[-2], [3]], covariances: shared ? [2] : covarianceType === 'VEV' ? [1, 4] : [1, 4] })
  const probabilities = [5e-324, 1e-200, 1e-12, 0.01, 0.3, 0.5, 0.6, 0.99, 1 - 1e-12, 1 - 2 ** -53]
  const values = quantile(mixture, probabilities)
  for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1])
  const back = cumulativeProbability(mixture, values)
  expectClose(back.slice(1), probabilities.slice(1), { relative: 1e-11 }) // a relative error of 1e-15 at -30 is one of 1e-12 in the tail
})

it('is between two peaks where the density vanishes', () => {
  const [between] = quantile(twoPeaks, [0.75])
  expect(between).toBeGreaterThan(8)
  expect(between).toBeLessThan(84)
})

it('refuses several columns, and numbers that are not probabilities', () => {
  const plane = GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [1], means: [[0, 0]], covariances: [1] })
  expect(() => quantile(plane, [0.5])).toThrow('model must be a mixture of 1 column, but it is of 2 columns. Pass model.marginal([column]).')
  expect(() => quantile(twoPeaks, [0])).toThrow('option probabilities must be a number between 0 and 1, both excluded, but it is 0.')
  expect(() => cumulativeProbability(twoPeaks, [NaN])).toThrow('option values must be numbers, but it is NaN. Leave it out.')
})
