import { expect, it } from 'vitest'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { noise } from '../testing/blobs.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { bootstrapLikelihoodRatio } from './bootstrapLikelihoodRatio.js'

it('rejects one component for Old Faithful, by twice the gain in log-likelihood', async () => {
  const done: [number, number][] = []
  const test = await bootstrapLikelihoodRatio(oldFaithful, {
    components: 1, replicates: 19, starts: 2, tolerance: 1e-5, onReplicate: (count, of) => void done.push([count, of]),
  })
  const ends: number[] = []
  for (const components of [1, 2]) {
    ends.push((await fitGaussianMixture(oldFaithful, { components, starts: 2, tolerance: 1e-5 })).logLikelihoods.at(-1)!)
  }
  expect(test.statistic).toBeCloseTo(2 * 272 * (ends[1] - ends[0]), 8)
  expect(test.statistic).toBeGreaterThan(300)
  expect(test.pValue).toBe(1 / (1 + test.replicates.length))
  expect(test.replicates.length + test.failed).toBe(19)
  for (const statistic of test.replicates) expect(statistic).toBeLessThan(100)
  expect(done.length).toBe(19)
  expect(done.at(-1)).toEqual([19, 19])
})

it('does not reject one component for a single Gaussian, and counts the observed statistic among the rest', async () => {
  const { pValue, replicates, statistic } = await bootstrapLikelihoodRatio(noise(120, 2, 3), {
    components: 1, covarianceType: 'EEE', replicates: 19, starts: 2, tolerance: 1e-5,
  })
  expect(pValue).toBeGreaterThan(0.05)
  expect(pValue).toBe((1 + replicates.filter(value => value >= statistic).length) / (1 + replicates.length))
})

it('is deterministic for a seed', async () => {
  const of = (seed: number): Promise<unknown> =>
    bootstrapLikelihoodRatio(oldFaithful, { components: 2, covarianceType: 'EEE', replicates: 3, starts: 1, tolerance: 1e-4, seed })
  expect(await of(5)).toEqual(await of(5))
  expect(await of(5)).not.toEqual(await of(6))
})

it('refuses no replicates', async () => {
  await expect(bootstrapLikelihoodRatio(oldFaithful, { components: 1, replicates: 0 })).rejects.toThrow(
    'option replicates must be a whole number of at least 1, but it is 0. Pass for example replicates: 2.',
  )
})
