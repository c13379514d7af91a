import { expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { randomMixture } from '../testing/randomMixture.js'
import { boundableTypes } from '../covariance/structures.js'
import { withBoundedEigenvalues } from './boundedEigenvalues.js'

it('clips to the interval of the smallest cost, by hand', () => {
  // Two equal weights, variances 1 and 9, ratio 4: ½ (ln m + 1/m + ln 4m + 9/4m) is smallest at m = (1 + 9/4) / 2.
  const mixture = { ...randomMixture('diag', { components: 2, columns: 1, seed: 1 }), weights: Float64Array.of(0.5, 0.5), covariances: Float64Array.of(1, 9) }
  expectClose(withBoundedEigenvalues(mixture, 4).covariances, [1.625, 6.5], { relative: 1e-14 })
  expect(withBoundedEigenvalues(mixture, 9)).toBe(mixture)
  expectClose(withBoundedEigenvalues(mixture, 1).covariances, [5, 5], { relative: 1e-14 })
})

it('finds an interval as good as that of a fine grid search', () => {
  const random = createRandom(2)
  for (let trial = 0; trial < 20; trial++) {
    const covariances = Float64Array.from({ length: 6 }, () => Math.exp(4 * random.normal()))
    const mixture = { ...randomMixture('diag', { components: 3, columns: 2, seed: trial }), covariances }
    const ratio = 1 + 9 * random.uniform()
    const cost = (bounded: ArrayLike<number>): number =>
      covariances.reduce((sum, value, at) => sum + mixture.weights[Math.floor(at / 2)] * (Math.log(bounded[at]) + value / bounded[at]), 0)
    const found = cost(withBoundedEigenvalues(mixture, ratio).covariances)
    for (let l = -14; l < 14; l += 0.01) {
      const minimum = Math.exp(l)
      expect(found).toBeLessThan(cost(covariances.map(value => Math.min(Math.max(value, minimum), ratio * minimum))) + 1e-9)
    }
  }
})

it.each(boundableTypes)('keeps the bound in a fit, and never lowers the likelihood (%s)', async covarianceType => {
  for (const samples of [iris, oldFaithful]) {
    const { model, logLikelihoods } = await fitGaussianMixture(samples, {
      components: 3, covarianceType, maxEigenvalueRatio: 20, starts: 1, tolerance: 0, maxIterations: 30, regularization: { absolute: 0 },
    })
    const bounded = withBoundedEigenvalues(model, 20 * (1 + 1e-9))
    expect(bounded).toBe(model)
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
  }
})

it('is refused below 1, for other structures and together with a prior', async () => {
  await expect(fitGaussianMixture(iris, { components: 2, maxEigenvalueRatio: 0.5 })).rejects.toThrow(
    'option maxEigenvalueRatio must be a number of at least 1, but it is 0.5. Pass for example 100.',
  )
  await expect(fitGaussianMixture(iris, { components: 2, covarianceType: 'VEV', maxEigenvalueRatio: 5 })).rejects.toThrow(
    "option covarianceType must be one of 'full', 'tied', 'diag', 'spherical', 'EII', 'VII', 'EEI', 'VVI', 'EEE', 'VVV', but it is 'VEV'.",
  )
  await expect(fitGaussianMixture(iris, { components: 2, prior: {}, maxEigenvalueRatio: 5 })).rejects.toThrow(
    'option maxEigenvalueRatio must be left out beside prior, but it is 5. The prior keeps volumes apart from zero by itself.',
  )
})
