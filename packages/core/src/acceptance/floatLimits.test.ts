import { describe, expect, it } from 'vitest'
import * as core from '../index.js'
import { extremeTable, extremeTables } from '../testing/extremeTables.js'

const labels = Int32Array.from({ length: 24 }, (_, row) => row % 2)
const options = { maxIterations: 30, starts: 2 }
type Values = readonly (ArrayLike<number>)[]

/** Result of each function for a table; all its numbers must be finite. */
const functions: Record<string, (samples: core.Matrix) => Promise<Values>> = {
  ...Object.fromEntries(
    (['full', 'tied', 'diag', 'spherical', 'VEI', 'EVE', { factors: 1 }] as const).map(covarianceType => [
      `fitGaussianMixture ${JSON.stringify(covarianceType)}`,
      async (samples: core.Matrix): Promise<Values> => {
        const { model, logLikelihoods } = await core.fitGaussianMixture(samples, { ...options, components: 3, covarianceType })
        return [model.weights, model.means, model.covariances, logLikelihoods, await model.logDensity(samples)]
      },
    ]),
  ),
  selectGaussianMixture: async samples => {
    const { best } = await core.selectGaussianMixture(samples, { components: [1, 2], covarianceTypes: ['diag'] })
    return best ? [best.model.means, best.model.covariances] : []
  },
  kMeans: async samples => {
    const { centres, inertia } = await core.kMeans(samples, { clusters: 3 })
    return [centres.data, [inertia]]
  },
  hierarchicalClustering: async samples => [(await core.hierarchicalClustering(samples)).rises],
  fitBayesianGaussianMixture: async samples => {
    const { model, bounds } = await core.fitBayesianGaussianMixture(samples, { ...options, components: 2 })
    return [model.means, model.covariances, bounds]
  },
  fitStudentMixture: async samples => {
    const { model, logLikelihoods } = await core.fitStudentMixture(samples, { ...options, components: 2 })
    return [model.means, model.scales, logLikelihoods]
  },
  fitNoiseMixture: async samples => {
    const { model, logLikelihoods } = await core.fitNoiseMixture(samples, { ...options, components: 2 })
    return [model.gaussians.means, model.gaussians.covariances, logLikelihoods]
  },
  fitMixtureClassifier: async samples => {
    await core.fitMixtureClassifier(samples, Array.from(labels.subarray(0, samples.rows)), { method: 'EDDA' })
    return []
  },
  silhouette: async samples => [[await core.silhouette(samples, labels.subarray(0, samples.rows))]],
  mahalanobisDistances: async samples => [(await core.mahalanobisDistances(narrow, samples)).data],
  responsibilities: async samples => [(await narrow.responsibilities(samples)).data, await narrow.predict(samples)],
}

/** One component with a standard deviation of 1e-150. */
const narrow = core.GaussianMixture.fromParameters({
  covarianceType: 'diag', weights: [0.5, 0.5], means: [[0, 0, 0], [6, 6, 6]], covariances: [[1e-300, 1, 1], [1, 1, 1]],
})

describe.each(Object.entries(functions))('%s', (_name, compute) => {
  it.each(Object.entries(extremeTables))('gives finite values or a typed error for %s', async (_kind, samples) => {
    let values: Values = []
    try {
      values = await compute(samples)
    } catch (error) {
      expect(error).toBeInstanceOf(core.MixturaError)
    }
    for (const array of values) expect(Array.from(array).every(Number.isFinite)).toBe(true)
  })
})

it('finds the same clusters in data scaled by 1e140', async () => {
  const fit = (factor: number) => core.fitGaussianMixture(extremeTable(value => value * factor), { components: 2 })
  const [plain, large] = [await fit(1), await fit(2 ** 465)]
  expect(large.model.weights).toEqual(plain.model.weights)
  large.model.means.forEach((mean, at) => expect(mean / 2 ** 465).toBeCloseTo(plain.model.means[at], 10))
})

it('names the column, the value and the remedy', async () => {
  await expect(core.fitGaussianMixture(extremeTable((value, column) => (column === 1 ? value * 1e200 : value)), { components: 2 })).rejects.toThrow(
    /^column 1 must stay within ±3e\+144, beyond which squares leave the range of float64, but it is -?\d\.\d+e\+\d+ at row 0\. Leave that row out, or divide the column by 1e\d+\.$/,
  )
  const tiny = core.matrix(Float64Array.of(0, 1, 2, 1e-170, 0, 0), 3, 2)
  await expect(core.kMeans(tiny, { clusters: 2 })).resolves.toBeDefined()
  await expect(core.kMeans(core.matrix(Float64Array.of(0, 2e-170, 4e-170), 3, 1), { clusters: 2 })).rejects.toThrow(
    'column 0 must vary by 3e-145 or more, below which its variance leaves the range of float64, but it varies by 4e-170. ' +
      'Divide the column by 1e-170.',
  )
})
