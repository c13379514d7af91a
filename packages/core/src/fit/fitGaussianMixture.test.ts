import { describe, expect, it } from 'vitest'
import { matrix } from '@mixtura/numerics'
import { covarianceTypes } from '../covariance/structures.js'
import { blobs } from '../testing/blobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import type { FitProgress } from './fitOptions.js'

const threeBlobs = blobs([[0, 0], [8, 0], [0, 8]], { rows: 300, seed: 7 })

it('adds regularisation to the diagonal: absolute in data units squared, or relative to the total covariance', async () => {
  const samples = [[1], [3], [5], [7]]
  const absolute = await fitGaussianMixture(samples, { components: 1, regularization: { absolute: 0.25 } })
  expect(absolute.model.covariances[0]).toBeCloseTo(5.25, 14)
  const relative = await fitGaussianMixture(samples, { components: 1, regularization: { relative: 0.5 } })
  expect(relative.model.covariances[0]).toBeCloseTo(7.5, 14)
  const byDefault = await fitGaussianMixture(samples, { components: 1 })
  expect(byDefault.model.covariances[0]).toBeCloseTo(5 * (1 + 1e-6), 14)
})

describe.each(kernelNames)('kernels %s', kernels => {
  describe.each(covarianceTypes)('%s', covarianceType => {
    it('reports log-likelihoods that belong to the model', async () => {
      const fit = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType, kernels })
      expect(fit.logLikelihoods.length).toBe(fit.iterations + 1)
      expectClose([await fit.model.meanLogLikelihood(oldFaithful)], [fit.logLikelihoods.at(-1)!], { relative: 1e-12 })
    })

    it('gives the same bits for the same seed', async () => {
      const options = { components: 3, covarianceType, kernels, seed: 5 } as const
      const [first, second] = [await fitGaussianMixture(iris, options), await fitGaussianMixture(iris, options)]
      expect(second.model.toJSON()).toEqual(first.model.toJSON())
      expect(second.logLikelihoods).toEqual(first.logLikelihoods)
      expect(second.starts).toEqual(first.starts)
    })
  })
})

describe('starts', () => {
  // A start from a tree is deterministic.

  it('differ between seeds', async () => {
    const ends = await Promise.all(
      [0, 1, 2, 3, 4].map(seed =>
        fitGaussianMixture(iris, { components: 5, initialize: 'random', starts: 1, seed, maxIterations: 0 }),
      ),
    )
    expect(new Set(ends.map(({ logLikelihoods }) => logLikelihoods[0])).size).toBe(5)
  })

  it('that collapse are recorded, and the others continue', async () => {
    // Three copies of one point outside the cluster: a component of only these has no volume.
    const { samples } = blobs([[0, 0]], { rows: 60, seed: 1 })
    const data = Float64Array.of(...samples.data, 3, 3, 3, 3, 3, 3)
    const fit = await fitGaussianMixture(matrix(data, 63, 2), {
      components: 2, initialize: 'random', starts: 12, regularization: { absolute: 0 }, seed: 1,
    })
    const failed = fit.starts.filter(({ error }) => error)
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.length).toBeLessThan(12)
    for (const { error, meanLogLikelihood, converged } of failed) {
      expect(error).toMatchObject({ code: 'degenerate-covariance' })
      expect([meanLogLikelihood, converged]).toEqual([NaN, false])
    }
  })
})

describe('onIteration', () => {
  it('is called after every E-step of every start, in order', async () => {
    const seen: FitProgress[] = []
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 2, starts: 2, tolerance: 0, maxIterations: 3,
      onIteration: progress => void seen.push(progress),
    })
    expect(seen.map(({ start, starts, iteration }) => [start, starts, iteration])).toEqual([
      [0, 2, 0], [0, 2, 1], [0, 2, 2], [0, 2, 3], [1, 2, 0], [1, 2, 1], [1, 2, 2], [1, 2, 3],
    ])
    const best = fit.starts[0].meanLogLikelihood >= fit.starts[1].meanLogLikelihood ? 0 : 1
    expect(seen.filter(({ start }) => start === best).map(({ meanLogLikelihood }) => meanLogLikelihood)).toEqual(fit.logLikelihoods)
    expect(seen[0].parameters.means.length).toBe(4)
  })

  it('may be async: the fit waits', async () => {
    let running = 0
    await fitGaussianMixture(oldFaithful, {
      components: 2, starts: 1, tolerance: 0, maxIterations: 3,
      onIteration: async () => {
        expect(++running).toBe(1)
        await new Promise(resolve => setTimeout(resolve, 2))
        running--
      },
    })
    expect(running).toBe(0)
  })

  it("answers 'stop': the result is the model so far", async () => {
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 3, starts: 4, onIteration: ({ iteration }) => (iteration === 2 ? 'stop' : undefined),
    })
    expect([fit.stopped, fit.converged, fit.iterations, fit.starts.length]).toEqual([true, false, 2, 1])
    expect(fit.logLikelihoods.length).toBe(3)
    expectClose([await fit.model.meanLogLikelihood(oldFaithful)], [fit.logLikelihoods[2]], { relative: 1e-12 })
  })

  it("answers 'stop' in a later start: the result is the best start", async () => {
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 3, starts: 4, onIteration: ({ start, iteration }) => (start === 1 && iteration === 0 ? 'stop' : undefined),
    })
    expect([fit.stopped, fit.starts.length, fit.starts[0].converged]).toEqual([true, 2, true])
    expect(fit.logLikelihoods.at(-1)).toBe(fit.starts[0].meanLogLikelihood)
  })

  it("answers 'stop' when a start converges: the fit ends", async () => {
    const whole = await fitGaussianMixture(threeBlobs.samples, { components: 3, starts: 1 })
    const fit = await fitGaussianMixture(threeBlobs.samples, {
      components: 3, starts: 4,
      onIteration: ({ iteration }) => (iteration === whole.iterations ? 'stop' : undefined),
    })
    expect([fit.stopped, fit.starts.length]).toEqual([true, 1])
  })

  it('throws: the fit rejects with the error', async () => {
    const failure = new Error('chart closed')
    const fitting = fitGaussianMixture(oldFaithful, { components: 2, onIteration: () => Promise.reject(failure) })
    await expect(fitting).rejects.toBe(failure)
  })
})

describe('a single component', () => {
  it.each(['full', 'diag', { factors: 1 }] as const)('has one start by default, because all starts are equal (%o)', async covarianceType => {
    const one = await fitGaussianMixture(iris, { components: 1, covarianceType })
    const three = await fitGaussianMixture(iris, { components: 1, covarianceType, starts: 3 })
    expect(one.starts).toHaveLength(1)
    expect(three.starts).toHaveLength(3)
    for (const { meanLogLikelihood } of three.starts) expect(meanLogLikelihood).toBe(one.logLikelihoods.at(-1))
  })
})
