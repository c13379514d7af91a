import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import * as core from '../index.js'
import { extremeTable, extremeTables } from '../testing/extremeTables.js'

const options = { components: 2, maxIterations: 20, starts: 2 }
type Values = readonly ArrayLike<number>[]

/** Every seventh cell is missing. */
const withHoles = (samples: core.Matrix): core.Matrix => ({ ...samples, data: Float64Array.from(samples.data, (value, at) => (at % 7 === 3 ? NaN : value)) })
const withNoise = (samples: core.Matrix, variance: (value: number) => number) =>
  core.noisyRowsSource(samples, { ...samples, data: Float64Array.from(samples.data, variance) })
const valuesOf = ({ model, logLikelihoods }: core.GaussianMixtureFit): Values => [model.weights, model.means, model.covariances, logLikelihoods]

const functions: Record<string, (samples: core.Matrix) => Promise<Values>> = {
  ...Object.fromEntries((['full', 'tied', 'diag', 'spherical', { factors: 1 }] as const).map(covarianceType => [
    `missing cells, ${JSON.stringify(covarianceType)}`,
    async (samples: core.Matrix) => valuesOf(await core.fitGaussianMixture(withHoles(samples), { ...options, covarianceType, missing: 'marginalize' })),
  ])),
  ...Object.fromEntries((['full', 'tied', 'diag', 'spherical'] as const).map(covarianceType => [
    `fitBayesianGaussianMixture, ${covarianceType}`,
    async (samples: core.Matrix): Promise<Values> => {
      const { model, bounds } = await core.fitBayesianGaussianMixture(samples, { ...options, covarianceType })
      return [model.weights, model.means, model.covariances, bounds]
    },
  ])),
  imputeMissing: async samples => {
    const { model } = await core.fitGaussianMixture(samples, options)
    return [(await core.imputeMissing(model, withHoles(samples))).data]
  },
  'a prior': async samples => valuesOf(await core.fitGaussianMixture(samples, { ...options, prior: {} })),
  'noise of the size of the values': async samples => valuesOf(await core.fitGaussianMixture(await withNoise(samples, value => (value / 10) ** 2), options)),
  'noise of 1e308': async samples => valuesOf(await core.fitGaussianMixture(await withNoise(samples, () => 1e308), options)),
  'denormal noise': async samples => valuesOf(await core.fitGaussianMixture(await withNoise(samples, () => 1e-320), options)),
  'online batches': async samples => {
    const { model } = await core.fitGaussianMixture(samples, options)
    let fit = core.startOnlineFit({ model })
    for (const batch of [samples, extremeTable(value => value), samples]) fit = await core.partialFit(fit, batch)
    return [fit.model.weights, fit.model.means, fit.model.covariances]
  },
  'weights of 1e300': async samples => valuesOf(await core.fitGaussianMixture(samples, { ...options, sampleWeights: new Float64Array(24).fill(1e300) })),
  'weights of 1e300 and 1e-300': async samples =>
    valuesOf(await core.fitGaussianMixture(samples, { ...options, sampleWeights: Float64Array.from({ length: 24 }, (_, row) => (row % 3 ? 1e300 : 1e-300)) })),
  'a Student mixture with weights of 1e300': async samples => {
    const { model, logLikelihoods } = await core.fitStudentMixture(samples, { ...options, sampleWeights: new Float64Array(24).fill(1e300) })
    return [model.weights, model.means, model.scales, logLikelihoods]
  },
}

describe.each(Object.entries(functions))('%s', (_name, compute) => {
  it.each(Object.entries(extremeTables))('gives finite values or a typed error for %s', async (_kind, samples) => {
    let values: Values = []
    try {
      values = await compute(samples.rows === 1 ? extremeTable(() => 1) : samples)
    } catch (error) {
      expect(error).toBeInstanceOf(core.MixturaError)
    }
    for (const array of values) expect(Array.from(array).every(Number.isFinite)).toBe(true)
  })
})

/** Means, and covariances of the first component, in units of `factor`. */
const scaleFree = (model: { readonly weights: Float64Array; readonly means: Float64Array; readonly covariances: Float64Array }, factor: number): number[] =>
  [...model.weights, ...Array.from(model.means, mean => mean / factor), ...Array.from(model.covariances, covariance => covariance / factor / factor)]

// Powers of two scale every intermediate number exactly, except log-densities, whose rounding errors change responsibilities.
const fits: Record<string, (samples: core.Matrix, factor: number) => Promise<Parameters<typeof scaleFree>[0]>> = {
  'missing cells': async samples => (await core.fitGaussianMixture(withHoles(samples), { ...options, missing: 'marginalize' })).model,
  'missing cells, diag': async samples => (await core.fitGaussianMixture(withHoles(samples), { ...options, covarianceType: 'diag', missing: 'marginalize' })).model,
  'noisy rows': async (samples, factor) => (await core.fitGaussianMixture(await withNoise(samples, value => 0.04 * (factor * factor + value * value)), options)).model,
  'online batches': async samples => {
    let fit = core.startOnlineFit({ model: (await core.fitGaussianMixture(samples, options)).model })
    for (let batch = 0; batch < 3; batch++) fit = await core.partialFit(fit, samples)
    return fit.model
  },
  'a Bayesian mixture': async samples => (await core.fitBayesianGaussianMixture(samples, options)).model,
  'a Student mixture': async samples => {
    const { model } = await core.fitStudentMixture(samples, options)
    return { weights: model.weights, means: model.means, covariances: model.scales }
  },
}

it.each(Object.entries(fits))('%s: the same clusters in data scaled by 1e140 and 1e-140', async (_name, fit) => {
  const plain = scaleFree(await fit(extremeTable(value => value), 1), 1)
  for (const factor of [2 ** 465, 2 ** -465]) {
    const values = scaleFree(await fit(extremeTable(value => value * factor), factor), factor)
    values.forEach((value, at) => expect(value).toBeCloseTo(plain[at], 9))
  }
})

describe('every structure in data scaled by 1e140 and 1e-140', () => {
  const structures = [...core.covarianceTypes, { factors: 1, columns: 4 }, { factors: 2, columns: 5 }, { factors: 2, columns: 40 }]

  // One start and few rounds: a power of two changes only roundings of log-densities, which leave these digits.
  it.each(structures)('%o', async structure => {
    const columns = typeof structure === 'object' ? structure.columns : 4
    const covarianceType = typeof structure === 'object' ? { factors: structure.factors } : structure
    const rows = 60
    const random = createRandom(columns)
    const values = Float64Array.from({ length: rows * columns }, (_, at) => random.normal() + (Math.floor(at / columns) % 2 ? 4 : 0))
    const likelihoodOf = async (factor: number): Promise<number> => {
      const { logLikelihoods } = await core.fitGaussianMixture(core.matrix(values.map(value => value * factor), rows, columns), { ...options, covarianceType })
      return logLikelihoods.at(-1)! + columns * Math.log(factor)
    }
    const plain = await likelihoodOf(1)
    expect(await likelihoodOf(2 ** 465)).toBeCloseTo(plain, 6)
    expect(await likelihoodOf(2 ** -465)).toBeCloseTo(plain, 6)
  })
})

describe('weights of any size', () => {
  it.each([1e300, 1e-12, 1e-17])('of %f for every row give the same clusters as no weights', async weight => {
    const plain = (await core.fitGaussianMixture(extremeTable(value => value), options)).model
    const sampleWeights = new Float64Array(24).fill(weight)
    const { model } = await core.fitGaussianMixture(extremeTable(value => value), { ...options, sampleWeights })
    scaleFree(model, 1).forEach((value, at) => expect(value).toBeCloseTo(scaleFree(plain, 1)[at], 9))
  })

  it('so small that weighted squares underflow are refused by name', async () => {
    const samples = extremeTable(value => value)
    await expect(core.fitGaussianMixture(samples, { ...options, sampleWeights: new Float64Array(24).fill(2 ** -1000) })).rejects.toThrow(
      `sampleWeights must be of a mean of 9e-19 or more, below which weighted squares leave the range of float64, but it is ${2 ** -1000}. ` +
        'Multiply all of them by one number.',
    )
  })
})

it('refuses a batch and noisy rows that are too far from every component', async () => {
  const model = core.GaussianMixture.fromParameters({ covarianceType: 'full', weights: [0.5, 0.5], means: [[0], [1]], covariances: [[[1e-300]], [[1e-300]]] })
  await expect(core.partialFit(core.startOnlineFit({ model }), [[0], [1], [1e10]])).rejects.toThrow(
    'the log-likelihood is -Infinity after 0 iterations: squared distances leave the range of float64.',
  )
  const noisy = await core.noisyRowsSource([[0], [1], [1e10]], [[1e-300], [1e-300], [1e-300]])
  await expect(noisy.accumulate(model, { scatter: 'full' })).rejects.toThrow('samples, row 2, lies so far from every component')
})

it('checks the symmetry of covariances whose products overflow', async () => {
  const rows = [[0, 1], [2, 1], [1, 3]].map(row => row.map(value => value * 2 ** -400))
  const noise = (upper: number) => core.noisyRowsSource(rows, rows.map(() => [2 ** -800, 2 ** -802, upper, 2 ** -800]))
  await expect(noise(2 ** -802)).resolves.toBeDefined()
  await expect(noise(2 ** -803)).rejects.toThrow('noiseCovariances must be symmetric')
})
