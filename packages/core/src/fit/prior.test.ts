import { describe, expect, it } from 'vitest'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'

describe('fitGaussianMixture with a conjugate prior', () => {
  it('reaches the posterior mode of Old Faithful, tied, K = 3', async () => {
    const { logLikelihoods, converged } = await fitGaussianMixture(oldFaithful, {
      components: 3,
      covarianceType: 'EEE',
      prior: {},
      tolerance: 1e-10,
    })
    expect(converged).toBe(true)
    // The mode that an independent loop over the same M-step finds.
    expect(logLikelihoods.at(-1)! * oldFaithful.rows).toBeCloseTo(-1126.42718, 4)
  })

  it('prevents collapse where the likelihood is unbounded', async () => {
    const { model, collapsed } = await fitGaussianMixture(iris, { components: 5, prior: {}, seed: 0 })
    expect(collapsed).toBe(false)
    for (let k = 0; k < 5; k++) {
      const covariance = model.componentCovariance(k)
      for (let i = 0; i < 4; i++) expect(Math.sqrt(covariance[i * 4 + i])).toBeGreaterThan(0.03)
    }
  })

  it('refuses an invalid prior', async () => {
    await expect(fitGaussianMixture(oldFaithful, { components: 2, prior: { shrinkage: -1 } })).rejects.toThrow(
      'option shrinkage must be a number of at least 0, but it is -1. Pass for example 0.01.',
    )
  })
})
