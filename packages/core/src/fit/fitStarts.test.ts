import { describe, expect, it } from 'vitest'
import { adjustedRandIndex } from '../metrics/adjustedRandIndex.js'
import { completeSource } from '../statistics/completeSource.js'
import { blobs } from '../testing/blobs.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import type { FitProgress } from './fitOptions.js'

const centres = [[0, 0], [8, 0], [0, 8], [8, 8], [4, 14]]
const many = blobs(centres, { rows: 12_000, seed: 1 })

describe('starts on more rows than they are made from', () => {
  it('are compared on drawn rows, and only the best is fitted to all rows', async () => {
    const seen: FitProgress[] = []
    const fit = await fitGaussianMixture(many.samples, { components: 5, starts: 4, onIteration: progress => void seen.push(progress) })
    const winners = fit.starts.filter(({ rows }) => rows === 12_000)
    const others = fit.starts.filter(({ rows }) => rows === 2_000)
    expect([winners.length, others.length]).toEqual([1, 3])
    expect(new Set(seen.map(({ start }) => start))).toEqual(new Set([winners[0].start]))
    expect(winners[0].meanLogLikelihood).toBe(fit.logLikelihoods.at(-1))
    expect(adjustedRandIndex(await fit.model.predict(many.samples), many.labels)).toBeGreaterThan(0.99)
  })

  it('are two by default if their short runs agree', async () => {
    const [byDefault, given] = [await fitGaussianMixture(many.samples, { components: 5 }), await fitGaussianMixture(many.samples, { components: 5, starts: 4 })]
    expect([byDefault.starts.length, given.starts.length]).toEqual([2, 4])
    expect(byDefault.logLikelihoods.at(-1)).toBeCloseTo(given.logLikelihoods.at(-1)!, 7)
    // With four components for five blobs, each start joins other blobs at random, so starts do not agree.
    expect((await fitGaussianMixture(many.samples, { components: 4 })).starts).toHaveLength(4)
  })

  it('run on all rows if there is only one', async () => {
    const { model, logLikelihoods } = await fitGaussianMixture(many.samples, { components: 5, starts: 1 })
    const mean = (await model.logDensity(many.samples)).reduce((sum, value) => sum + value, 0) / 12_000
    expect(logLikelihoods.at(-1)).toBeCloseTo(mean, 10)
  })

  it('reach the optimum of all rows', async () => {
    const source = await completeSource(many.samples, {})
    const fit = await fitGaussianMixture(many.samples, { components: 5 })
    const again = await fitGaussianMixture(source, { components: 5, initialize: fit.model })
    expect(fit.logLikelihoods.at(-1)).toBeCloseTo(again.logLikelihoods.at(-1)!, 6)
  })

  it('all run on all rows if there are few rows', async () => {
    const few = blobs(centres, { rows: 900, seed: 2 })
    const { starts } = await fitGaussianMixture(few.samples, { components: 5, starts: 3 })
    expect(starts.map(({ start, rows }) => [start, rows])).toEqual([[0, 900], [1, 900], [2, 900]])
  })
})

it('ends starts early that cannot become the best, and still finds the best', async () => {
  const fit = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'tied', starts: 6 })
  expect(fit.converged).toBe(true)
  expect(272 * fit.logLikelihoods.at(-1)!).toBeCloseTo(-1126.315928, 4)
  const best = Math.max(...fit.starts.map(({ meanLogLikelihood }) => meanLogLikelihood))
  const endedEarly = fit.starts.filter(({ converged }) => !converged)
  expect(endedEarly.length).toBeGreaterThan(0)
  for (const { meanLogLikelihood, iterations } of endedEarly) {
    expect(meanLogLikelihood).toBeLessThan(best)
    expect(iterations).toBeLessThan(1000)
  }
})
