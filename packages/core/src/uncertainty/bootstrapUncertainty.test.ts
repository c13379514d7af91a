import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { alignComponents } from './alignComponents.js'
import { gaussiansOf } from '../hierarchy/weightedGaussian.js'
import { bootstrapUncertainty, type BootstrapKind, type BootstrapProgress } from './bootstrapUncertainty.js'

const kinds: readonly BootstrapKind[] = ['nonparametric', 'parametric', 'weighted-likelihood']

function normalSamples(count: number, seed: number): number[][] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => [2 * random.normal() + 5])
}

describe.each(kinds)('%s', kind => {
  it('finds the standard errors of one Gaussian, sd / √n and σ² √(2 / n)', async () => {
    const samples = normalSamples(400, 1)
    const { model } = await fitGaussianMixture(samples, { components: 1 })
    const { weights, means, covariances, fitted, failures } =
      await bootstrapUncertainty(samples, model, { kind, replicates: 500, seed: 3 })
    expect([fitted, failures]).toEqual([500, []])
    expect(Array.from(weights.standardErrors)).toEqual([0])
    const variance = model.covariances[0]
    // A standard deviation of 500 values has an error of 1 / √1000 = 3 %; the tolerance is four of these, and room for the
    // kurtosis of the samples.
    expect(Math.abs(means.standardErrors[0] / Math.sqrt(variance / 400) - 1)).toBeLessThan(0.13)
    expect(Math.abs(covariances.standardErrors[0] / (variance * Math.sqrt(2 / 400)) - 1)).toBeLessThan(0.2)
    expect(means.lower[0]).toBeLessThan(model.means[0])
    expect(means.upper[0]).toBeGreaterThan(model.means[0])
    const halfWidth = (means.upper[0] - means.lower[0]) / 2
    expect(Math.abs(halfWidth / (1.96 * means.standardErrors[0]) - 1)).toBeLessThan(0.15)
  })

  it('matches components whose order changes', async () => {
    // The weights are nearly equal, so the order of components differs between replicates.
    const truth = GaussianMixture.fromParameters({
      covarianceType: 'spherical', weights: [0.5, 0.5], means: [[-5, 0], [5, 0]], covariances: [1, 1],
    })
    const { samples } = truth.sample(200, { seed: 2 })
    const { model } = await fitGaussianMixture(samples, { components: 2, covarianceType: 'spherical' })
    const { weights, means, covariances } = await bootstrapUncertainty(samples, model, { kind, replicates: 40 })
    for (let k = 0; k < 2; k++) {
      for (let r = 0; r < 40; r++) {
        expect(Math.sign(means.replicates.data[r * 4 + 2 * k])).toBe(Math.sign(model.means[2 * k]))
      }
      expect(means.standardErrors[2 * k]).toBeLessThan(0.25)
      expect(weights.estimates[k]).toBe(model.weights[k])
    }
    expect(covariances.estimates).toEqual(
      Float64Array.of(model.covariances[0], 0, 0, model.covariances[0], model.covariances[1], 0, 0, model.covariances[1]),
    )
    expect(new Set(Array.from({ length: 40 }, (_, r) => weights.replicates.data[2 * r] > 0.5)).size).toBe(2)
  })

  it('gives the same replicates for the same seed, whatever their number', async () => {
    const samples = normalSamples(50, 4)
    const { model } = await fitGaussianMixture(samples, { components: 1 })
    const few = await bootstrapUncertainty(samples, model, { kind, replicates: 3, seed: 8 })
    const more = await bootstrapUncertainty(samples, model, { kind, replicates: 6, seed: 8 })
    expect(more.means.replicates.data.slice(0, 3)).toEqual(few.means.replicates.data)
    const other = await bootstrapUncertainty(samples, model, { kind, replicates: 3, seed: 9 })
    expect(other.means.replicates.data).not.toEqual(few.means.replicates.data)
  })
})

it('leaves out each row once: the standard error of a mean is sd / √n up to rounding errors', async () => {
  const samples = normalSamples(60, 1)
  const { model } = await fitGaussianMixture(samples, { components: 1 })
  const { means, fitted } = await bootstrapUncertainty(samples, model, { kind: 'jackknife', confidence: 0.95 })
  const mean = model.means[0]
  const unbiased = samples.reduce((sum, [x]) => sum + (x - mean) ** 2, 0) / 59
  expect(fitted).toBe(60)
  expect(Math.abs(means.standardErrors[0] / Math.sqrt(unbiased / 60) - 1)).toBeLessThan(1e-12) // rounding
  expect(Math.abs((means.upper[0] - mean) / (1.959963984540054 * means.standardErrors[0]) - 1)).toBeLessThan(1e-12)
  expect(means.lower[0]).toBeCloseTo(2 * mean - means.upper[0], 12)
})

it('reverses a permutation of components', () => {
  const reference = gaussiansOf(GaussianMixture.fromParameters({
    covarianceType: 'diag', weights: [0.5, 0.3, 0.2], means: [[0, 0], [4, 0], [0, 0]], covariances: [[1, 1], [1, 1], [9, 9]],
  }))
  const shuffled = {
    covarianceType: 'diag' as const, components: 3, columns: 2,
    weights: Float64Array.of(0.2, 0.5, 0.3),
    means: Float64Array.of(0.1, 0, 0.2, 0.1, 4.1, 0),
    covariances: Float64Array.of(8, 9, 1.1, 1, 1, 1.2),
  }
  expect(alignComponents(reference, shuffled).map(({ weight }) => weight)).toEqual([0.5, 0.3, 0.2])
})

it('counts replicates that fail, and continues', async () => {
  // A resample lacks the only different row with probability (4/5)^5, about a third; the column is then constant.
  const samples = [[0], [0], [0], [0], [1]]
  const { model } = await fitGaussianMixture(samples, { components: 1 })
  const { fitted, failures, collapsed } = await bootstrapUncertainty(samples, model, { replicates: 60 })
  expect([fitted + failures.length, collapsed]).toEqual([60, 0])
  expect(failures.length).toBeGreaterThan(5)
  expect(fitted).toBeGreaterThan(20)
  expect(failures[0].error.code).toBe('constant-column')
})

it('leaves out replicates that collapse, and counts them', async () => {
  // One component has 3 rows, and a resample often contains copies of only one of them.
  const random = createRandom(11)
  const samples = [[50], [51], [53], ...Array.from({ length: 27 }, () => [random.normal()])]
  const { model } = await fitGaussianMixture(samples, { components: 2, initialize: { labels: samples.map(([x]) => (x > 40 ? 1 : 0)) } })
  const { fitted, failures, collapsed, covariances } = await bootstrapUncertainty(samples, model, { replicates: 60, seed: 2 })
  expect(fitted + failures.length + collapsed).toBe(60)
  expect(collapsed).toBeGreaterThan(2)
  // Regularisation alone would leave a variance of 1e-6 times that of all rows.
  expect(Math.min(...covariances.replicates.data)).toBeGreaterThan(0.01)
})

it('reports the first error if nearly all replicates fail', async () => {
  const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0]], covariances: [1] })
  await expect(bootstrapUncertainty([[2], [2], [2]], model, { replicates: 4 })).rejects.toThrow(
    'standard errors need at least 2 fitted replicates, but there are 0: 4 failed and 0 collapsed. The first failed because ' +
      'column 0 is constant (every value is 2), so it has no scale and its variance is zero. ' +
      'Leave the column out, or pass regularization: { absolute } to give it a variance.',
  )
})

it('reports progress, stops, and rejects when its signal aborts', async () => {
  const samples = normalSamples(30, 5)
  const { model } = await fitGaussianMixture(samples, { components: 1 })
  const seen: BootstrapProgress[] = []
  const run = await bootstrapUncertainty(samples, model, {
    replicates: 10,
    onReplicate: progress => {
      seen.push(progress)
      return progress.replicate === 3 ? 'stop' : undefined
    },
  })
  expect(seen.map(({ replicate }) => replicate)).toEqual([0, 1, 2, 3])
  expect(seen[0]).toEqual({ replicate: 0, replicates: 10, failed: 0 })
  expect([run.fitted, run.stopped]).toEqual([4, true])
  await expect(bootstrapUncertainty(samples, model, { replicates: 10, onReplicate: () => 'stop' })).rejects.toThrow(
    'standard errors need at least 2 fitted replicates, but there is 1: 0 failed and 0 collapsed. ' +
      'Let it run longer before stopping, or raise replicates.',
  )
  const aborted = AbortSignal.abort(new Error('enough'))
  await expect(bootstrapUncertainty(samples, model, { signal: aborted })).rejects.toThrow('enough')
})

it.each([
  [{ kind: 'block' as never }, "option kind must be one of 'nonparametric', 'parametric', 'weighted-likelihood', 'jackknife', but it is 'block'. Pass for example kind: 'nonparametric'."],
  [{ kind: 'jackknife' as const, replicates: 3 }, 'option replicates must be 2 for a jackknife, one for each row, but it is 3. Leave it out.'],
  [{ replicates: 1 }, 'option replicates must be a whole number of at least 2, but it is 1. Pass for example replicates: 2.'],
  [{ confidence: 1 }, 'option confidence must be a number between 0 and 1, but it is 1. Pass for example confidence: 0.95.'],
  [{ seed: -1 }, 'option seed must be a whole number from 0 to 2^53 - 1, but it is -1. Pass for example seed: 7.'],
])('refuses %j', async (options, message) => {
  const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0]], covariances: [1] })
  await expect(bootstrapUncertainty([[1], [2]], model, options)).rejects.toThrow(message)
  await expect(bootstrapUncertainty([[1, 2]], model)).rejects.toThrow(
    'samples must be [N, 1], as the mixture has 1 columns, but it is [1, 2]. ' +
      'Pass the samples that the mixture was fitted on.',
  )
})
