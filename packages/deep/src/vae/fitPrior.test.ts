import { GaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import { beforeAll, describe, expect, it } from 'vitest'
import { learnableMixture, learnableMixtureFrom } from '../mixtures/learnableMixture.js'
import { drawsOf, refitPrior } from './fitPrior.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

const truth = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.6, 0.4], means: [[0, 0], [5, 5]], covariances: [[1, 1], [1, 1]] })
const { samples: codes } = truth.sample(500, { seed: 1 })
const options = { codes, starts: 1, seed: 1, varianceFloor: 1e-3, followed: {} }

describe('refitPrior', () => {
  it('finds the groups that a prior has missed', async () => {
    const prior = learnableMixture({ components: 2, columns: 2 }, createRandom(1))
    expect(await refitPrior(prior, options)).toBe(true)
    const { means } = await prior.toGaussianMixture()
    // Standard errors are about 0.06.
    truth.means.forEach((mean, i) => expect(Math.abs(means[i] - mean)).toBeLessThan(0.3))
    prior.dispose()
  })

  it('leaves a prior that EM cannot better', async () => {
    const prior = learnableMixture({ components: 2, columns: 2 }, createRandom(1))
    await refitPrior(prior, options)
    const before = await prior.toGaussianMixture()
    await refitPrior(prior, options)
    const after = await prior.toGaussianMixture()
    // EM may still move by its tolerance.
    after.means.forEach((mean, i) => expect(mean).toBeCloseTo(before.means[i], 2))
    prior.dispose()
  })

  it('only goes on from a partition that is to be kept', async () => {
    const poor = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.5, 0.5], means: [[2, 2], [2, 2]], covariances: [[9, 9], [9, 9]] })
    const [kept, free] = [learnableMixtureFrom(poor, {}, createRandom(1)), learnableMixtureFrom(poor, {}, createRandom(1))]
    await refitPrior(kept, { ...options, keepsPartition: true })
    await refitPrior(free, options)
    const spread = async (prior: typeof kept): Promise<number> => {
      const { means } = await prior.toGaussianMixture()
      return Math.abs(means[0] - means[2])
    }
    // Equal components stay equal under EM; from a new start they separate.
    expect(await spread(kept)).toBeLessThan(1e-6)
    expect(await spread(free)).toBeGreaterThan(4)
    for (const prior of [kept, free]) prior.dispose()
  })

  it('changes nothing once it was aborted', async () => {
    const prior = learnableMixtureFrom(truth, {}, createRandom(1))
    const reason = new Error('enough')
    await expect(refitPrior(prior, { ...options, followed: { signal: AbortSignal.abort(reason) } })).rejects.toBe(reason)
    expect((await prior.toGaussianMixture()).means).toEqual(truth.means)
    prior.dispose()
  })
})

it('drawsOf draws about the means with the variances', () => {
  const rows = 2000
  const draws = drawsOf(
    { means: { data: new Float64Array(rows).fill(3), rows, columns: 1 }, variances: { data: new Float64Array(rows).fill(4), rows, columns: 1 } },
    createRandom(1),
  )
  const mean = Float64Array.from(draws.data).reduce((sum, value) => sum + value / rows, 0)
  const variance = Float64Array.from(draws.data).reduce((sum, value) => sum + (value - mean) ** 2 / rows, 0)
  // Five standard errors are 5 · 2 / √2000 and 5 · 4 √(2 / 2000).
  expect(Math.abs(mean - 3)).toBeLessThan(0.23)
  expect(Math.abs(variance - 4)).toBeLessThan(0.64)
})
