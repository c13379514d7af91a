import { describe, expect, it } from 'vitest'
import { samplesSource } from '../statistics/samplesSource.js'
import { recentreStatistics } from '../statistics/recentreStatistics.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { noise } from '../testing/blobs.js'
import { expectClose } from '../testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { oldFaithfulTrajectories } from '../testing/oldFaithfulTrajectories.js'
import { startOf } from '../testing/goldenRun.js'
import { randomMixture } from '../testing/randomMixture.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import { extrapolateStatistics } from './squarem.js'

const oneNumber = (sum: number): SufficientStatistics => ({
  scatter: 'diagonal', components: 1, columns: 1, rows: 1, totalWeight: 1, logLikelihood: 0,
  centres: Float64Array.of(0), counts: Float64Array.of(1), sums: Float64Array.of(sum), scatters: Float64Array.of(1),
})

describe('extrapolateStatistics', () => {
  it('goes all the way along a geometric path', () => {
    // 10 - 8 · 0.9ⁱ: r = 0.8, v = -0.08, α = -10, and 2 + 16 - 8 = 10.
    const extrapolated = extrapolateStatistics(oneNumber(2), oneNumber(2.8), oneNumber(3.52))!
    expect(extrapolated.sums[0]).toBeCloseTo(10, 12)
    expect([extrapolated.counts[0], extrapolated.scatters[0]]).toEqual([1, 1])
  })

  it('leaves it where the path shrinks so fast that the plain step is as good', () => {
    // A rate of -0.5 turns back at each step: |r| < |v|.
    expect(extrapolateStatistics(oneNumber(0), oneNumber(1), oneNumber(0.5))).toBeUndefined()
    expect(extrapolateStatistics(oneNumber(1), oneNumber(1), oneNumber(1))).toBeUndefined()
  })

  it('leaves it where a component would be emptied', () => {
    const with2 = (a: number, b: number): SufficientStatistics => ({
      ...oneNumber(0), components: 2, counts: Float64Array.of(a, b), sums: new Float64Array(2), scatters: Float64Array.of(1, 1),
      centres: new Float64Array(2),
    })
    expect(extrapolateStatistics(with2(5, 5), with2(4, 6), with2(3.05, 6.95))).toBeUndefined()
  })
})

it('recentres statistics as if they had been taken about the other centres', async () => {
  const samples = noise(40, 3, 1)
  const source = await samplesSource(samples)
  for (const covarianceType of ['full', 'diag'] as const) {
    const scatter = covarianceType === 'full' ? 'full' : 'diagonal'
    const model = randomMixture(covarianceType, { components: 1, columns: 3, seed: 2 })
    const other = { ...model, means: Float64Array.of(0.5, -0.25, 2) }
    const statistics = await source.accumulate(model, { scatter })
    const expected = await source.accumulate(other, { scatter })
    const actual = recentreStatistics(statistics, other.means)
    expectClose(actual.sums, expected.sums, { relative: 1e-12, floor: 40 })
    expectClose(actual.scatters, expected.scatters, { relative: 1e-12, floor: 40 })
  }
})

describe('acceleration', () => {
  it('reaches the optimum of EM in fewer iterations where EM creeps: Old Faithful, three components, tied', async () => {
    const options = { components: 3, covarianceType: 'tied', starts: 1, tolerance: 1e-10 } as const
    const plain = await fitGaussianMixture(oldFaithful, { ...options, acceleration: 'none' })
    const hastened = await fitGaussianMixture(oldFaithful, { ...options, acceleration: 'auto' })
    expect([plain.converged, hastened.converged]).toEqual([true, true])
    expect(272 * hastened.logLikelihoods.at(-1)!).toBeCloseTo(272 * plain.logLikelihoods.at(-1)!, 6)
    expectClose(hastened.model.means, plain.model.means, { relative: 1e-3 })
    // gmm.md, section 6: 2.1 to 2.3 times.
    expect(plain.iterations / hastened.iterations).toBeGreaterThan(1.5)
    const { logLikelihoods } = hastened
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
  })

  it('changes nothing of EM that is not slow, and nothing of twenty iterations', async () => {
    for (const options of [
      { components: 3, covarianceType: 'full', starts: 1 },
      { components: 5, covarianceType: 'tied', starts: 1, tolerance: 0, maxIterations: 25 },
    ] as const) {
      const plain = await fitGaussianMixture(iris, { ...options, acceleration: 'none' })
      const hastened = await fitGaussianMixture(iris, options)
      expect(hastened.logLikelihoods).toEqual(plain.logLikelihoods)
      expect(hastened.model.toJSON()).toEqual(plain.model.toJSON())
    }
    for (const golden of oldFaithfulTrajectories) {
      const options = {
        components: golden.startRows.length, covarianceType: golden.covarianceType, initialize: startOf(golden, oldFaithful),
        regularization: { absolute: 1e-6 }, tolerance: 0, maxIterations: 20,
      } as const
      const plain = await fitGaussianMixture(oldFaithful, { ...options, acceleration: 'none' })
      expect((await fitGaussianMixture(oldFaithful, options)).logLikelihoods).toEqual(plain.logLikelihoods)
    }
  })

  it('is one of two', async () => {
    await expect(fitGaussianMixture(iris, { components: 2, acceleration: 'turbo' as 'auto' })).rejects.toThrow(
      "option acceleration must be one of 'auto', 'none', but it is 'turbo'. Pass for example acceleration: 'auto'.",
    )
  })
})
