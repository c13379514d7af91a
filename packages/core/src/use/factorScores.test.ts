import { describe, expect, it } from 'vitest'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { factorBlobs } from '../testing/factorBlobs.js'
import { iris } from '../testing/iris.js'
import { factorScores } from './factorScores.js'

describe('factorScores', () => {
  // Loadings 1 and 2, noise 1 and 4: Λᵀ Ψ⁻¹ = (1, ½), I + Λᵀ Ψ⁻¹ Λ = 3.
  const model = GaussianMixture.fromParameters({
    covarianceType: { factors: 1 }, weights: [1], means: [[10, 20]], covariances: [[[1, 1], [2, 4]]],
  })

  it('are the regression on the columns, by hand', () => {
    const { data, rows, columns } = factorScores(model, [[10, 20], [13, 20], [10, 26]], 0)
    expect([rows, columns]).toEqual([3, 1])
    expectClose(data, [0, 1, 1], { relative: 1e-15 })
  })

  it('are Λᵀ Σ⁻¹ (x - μ), with mean 0 and variances below 1 on the fitted data', async () => {
    const { samples } = factorBlobs({ components: 1, columns: 7, factors: 2, spread: 5 }, { rows: 400, seed: 3 })
    const fit = await fitGaussianMixture(samples, { components: 1, covarianceType: { factors: 2 } })
    const { data } = factorScores(fit.model, samples, 0)
    for (const l of [0, 1]) {
      let sum = 0
      let squares = 0
      for (let row = 0; row < 400; row++) {
        sum += data[2 * row + l] / 400
        squares += data[2 * row + l] ** 2 / 400
      }
      expect(Math.abs(sum)).toBeLessThan(1e-12)
      // At the maximum their variance is 1 minus that of the factor given the columns: 1 - 1 / θ.
      const loadings = fit.model.componentLoadings(0).data
      const noise = fit.model.componentNoiseVariances(0)
      const theta = 1 + noise.reduce((total, variance, i) => total + loadings[2 * i + l] ** 2 / variance, 0)
      expect(squares).toBeCloseTo(1 - 1 / theta, 4)
    }
  })

  it('refuse other mixtures, components and columns', async () => {
    const { model: full } = await fitGaussianMixture(iris, { components: 1 })
    expect(() => factorScores(full, iris, 0)).toThrow(
      "option covarianceType must be { factors } to have loadings, but it is 'full'. Fit with covarianceType: { factors: 2 }.",
    )
    expect(() => factorScores(model, [[0, 0]], 1)).toThrow('component must be distinct component indices from 0 to 0, at least one, but it is [1].')
    expect(() => factorScores(model, [[0]], 0)).toThrow('samples must be [N, 2], as the mixture has 2 columns, but it is [1, 1].')
  })
})
