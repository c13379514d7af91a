import { describe, expect, it } from 'vitest'
import { matrix } from '@mixtura/numerics'
import { covarianceStructure, covarianceTypes, isSpherical } from '../covariance/structures.js'
import { blobs } from '../testing/blobs.js'
import { iris } from '../testing/iris.js'
import { storedCovariances } from '../testing/storedCovariances.js'
import { randomMixture } from '../testing/randomMixture.js'
import { hasCollapsed } from './collapse.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'

const addition = Float64Array.of(1e-3, 4e-4, 4e-4, 2e-3)

describe.each(covarianceTypes)('hasCollapsed, %s', covarianceType => {
  const regular = randomMixture(covarianceType, { components: 3, columns: 2, seed: 1 })

  it('is false for components with a volume of their own, and always without regularisation', () => {
    expect(hasCollapsed(regular, addition)).toBe(false)
    expect(hasCollapsed({ ...regular, covariances: regular.covariances.map(value => 1e-9 * value) }, new Float64Array(4))).toBe(false)
  })

  it('is true if regularisation is at least half of a variance', () => {
    const of = (share: number): Float64Array => {
      const covariances = regular.covariances.slice()
      const matrix = isSpherical(covarianceType) ? [1.5e-3, 0, 0, 1.5e-3] : addition
      const last = storedCovariances(covarianceType, [matrix, matrix, matrix], 2)
      const size = covarianceStructure(covarianceType).layout.shared ? last.length : last.length / 3
      for (let at = covariances.length - size; at < covariances.length; at++) covariances[at] = share * last[at]
      return covariances
    }
    expect(hasCollapsed({ ...regular, covariances: of(1) }, addition)).toBe(true)
    expect(hasCollapsed({ ...regular, covariances: of(1.99) }, addition)).toBe(true)
    expect(hasCollapsed({ ...regular, covariances: of(2.01) }, addition)).toBe(false)
  })
})

it('detects collapse along a direction that is not a column', () => {
  // Variance 1 along (1, 1); along (1, -1) only that of the regularisation.
  const along = (a: number, b: number): Float64Array => Float64Array.of(a + b, a - b, a - b, a + b).map(value => value / 2)
  const mixture = { ...randomMixture('tied', { components: 2, columns: 2, seed: 1 }), covariances: along(1, 1e-6) }
  expect(hasCollapsed(mixture, Float64Array.of(1e-6, 0, 0, 1e-6))).toBe(true)
  expect(hasCollapsed({ ...mixture, covariances: along(1, 3e-6) }, Float64Array.of(1e-6, 0, 0, 1e-6))).toBe(false)
})

describe('fitGaussianMixture', () => {
  it('prefers a less likely fit to one with a component on equal values (29 setosa have petals 0.2 cm wide)', async () => {
    let moreLikely = 0
    for (let seed = 0; seed < 20; seed++) {
      const fit = await fitGaussianMixture(iris, { components: 3, seed, initialize: 'random', starts: 8 })
      expect(fit.collapsed).toBe(false)
      // The optimum that mclust and scikit-learn report; the spurious one is at -91.
      expect(150 * fit.logLikelihoods.at(-1)!).toBeCloseTo(-180.1855, 3)
      for (const { collapsed, meanLogLikelihood } of fit.starts) {
        if (meanLogLikelihood < fit.logLikelihoods.at(-1)! + 1e-6) continue
        expect(collapsed).toBe(true)
        moreLikely++
      }
    }
    expect(moreLikely).toBeGreaterThan(0)
  })

  it('reports when every start collapsed, and returns the most likely of them', async () => {
    const { samples } = blobs([[0], [20]], { rows: 60, seed: 2 })
    const data = Float64Array.of(...samples.data, ...new Float64Array(30).fill(60))
    const fit = await fitGaussianMixture(matrix(data, 90, 1), { components: 3 })
    expect(fit.collapsed).toBe(true)
    expect(fit.starts.every(({ collapsed }) => collapsed)).toBe(true)
    expect(fit.logLikelihoods.at(-1)).toBe(Math.max(...fit.starts.map(({ meanLogLikelihood }) => meanLogLikelihood)))
    expect(fit.model.means).toContain(60)
  })
})
