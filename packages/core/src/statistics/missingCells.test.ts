import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { selectGaussianMixture } from '../selection/selectGaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris, irisSpecies } from '../testing/iris.js'
import { messageOf } from '../../../numerics/src/testing/messageOf.js'
import { accumulateObserved } from './missingCellsSource.js'
import { samplesSource } from './samplesSource.js'

/** Removes each cell with the given probability, independently of its value. */
function withHoles({ data, rows, columns }: Matrix, share: number, seed = 1): Matrix {
  const random = createRandom(seed)
  return matrix(Float64Array.from(data, value => (random.uniform() < share ? NaN : value)), rows, columns)
}

const holed = withHoles(iris, 0.2)

it('is the closed form of one column missing in some rows, by hand', async () => {
  // y = 1 + 2 x + noise whose residuals sum to 0; two rows lack y. Anderson (1957): the marginal of x from all
  // rows, and the regression of y on x from the complete rows.
  const complete = [[0, 1.5], [1, 2.5], [2, 4.5], [3, 7.5]]
  const samples = [...complete, [10, NaN], [-4, NaN]]
  const { model } = await fitGaussianMixture(samples, {
    components: 1, missing: 'marginalize', regularization: { absolute: 0 }, tolerance: 1e-14, maxIterations: 5000, acceleration: 'none',
  })
  const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const xs = complete.map(([x]) => x)
  const ys = complete.map(([, y]) => y)
  const varianceX = meanOf(xs.map(x => (x - meanOf(xs)) ** 2))
  const slope = meanOf(xs.map((x, i) => (x - meanOf(xs)) * (ys[i] - meanOf(ys)))) / varianceX
  const residual = meanOf(ys.map((y, i) => (y - meanOf(ys) - slope * (xs[i] - meanOf(xs))) ** 2))
  const allX = samples.map(([x]) => x)
  const mean = meanOf(allX)
  const variance = meanOf(allX.map(x => (x - mean) ** 2))
  expectClose(model.means, [mean, meanOf(ys) + slope * (mean - meanOf(xs))], { relative: 1e-6 })
  expectClose(model.covariances, [variance, slope * variance, slope * variance, residual + slope ** 2 * variance], { relative: 1e-6 })
})

describe('rows without any cell', () => {
  const blank = matrix(Float64Array.of(...iris.data, ...new Float64Array(20).fill(NaN)), 155, 4)

  it('do not change the optimum', async () => {
    for (const covarianceType of ['VVV', 'VVI', 'EEE', 'EII'] as const) {
      const options = { components: 2, covarianceType, tolerance: 1e-12, regularization: { absolute: 0 } } as const
      const plain = await fitGaussianMixture(iris, options)
      const fit = await fitGaussianMixture(blank, { ...options, missing: 'marginalize' })
      expectClose([155 * fit.logLikelihoods.at(-1)!], [150 * plain.logLikelihoods.at(-1)!], { relative: 1e-8 })
      expectClose(fit.model.means, plain.model.means, { relative: 1e-4 })
    }
  })

  it('have density 1, and responsibilities equal to the weights of the components', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 3 })
    const options = { missing: 'marginalize' } as const
    const rows = [[5, 3, NaN, NaN], [NaN, NaN, NaN, NaN], [6, 3, 5, 2]]
    expect((await model.logDensity(rows, options))[1]).toBe(0)
    const { data } = await model.responsibilities(rows, options)
    expect(data.slice(3, 6)).toEqual(model.weights)
    expect((await model.predict(rows, options))[1]).toBe(0)
    expectClose((await model.logDensity(rows, options)).slice(2), await model.logDensity([rows[2]]), { relative: 1e-14 })
  })

  it('use their priors', async () => {
    const one = { data: Float64Array.of(0, 1, 0, 1, 1, 0), rows: 3, columns: 2 }
    const source = await samplesSource([[NaN], [NaN], [7]], { missing: 'marginalize', labelPriors: one, weights: Float64Array.of(1, 3, 2) })
    const model = {
      covarianceType: 'diag', components: 2, columns: 1, weights: Float64Array.of(0.25, 0.75), means: Float64Array.of(7, 9),
      covariances: Float64Array.of(1, 4),
    } as const
    const { counts, logLikelihood, totalWeight, scatters } = await source.accumulate(model, { scatter: 'diagonal' })
    expect(Array.from(counts)).toEqual([2, 4])
    expect(Array.from(scatters)).toEqual([0, 16])
    expect(totalWeight).toBe(6)
    expect(logLikelihood).toBeCloseTo(4 * Math.log(0.75) + 2 * (Math.log(0.25) - 0.5 * Math.log(2 * Math.PI)), 12)
  })
})

it('supports row weights: a weight of n is like n copies', async () => {
  const weights = Float64Array.from({ length: 150 }, (_, row) => row % 3)
  const rows = Array.from(weights).flatMap((weight, row) => new Array<number>(weight).fill(row))
  const repeated = matrix(Float64Array.from(rows.flatMap(row => Array.from(holed.data.subarray(4 * row, 4 * row + 4)))), rows.length, 4)
  const { model } = await fitGaussianMixture(iris, { components: 3, maxIterations: 1, starts: 1 })
  // The scale of a relative regularisation comes from drawn rows without the weights.
  const options = {
    components: 3, missing: 'marginalize', initialize: model, tolerance: 0, maxIterations: 6, regularization: { absolute: 1e-6 },
  } as const
  const weighted = await fitGaussianMixture(holed, { ...options, sampleWeights: weights })
  expectClose(weighted.logLikelihoods, (await fitGaussianMixture(repeated, options)).logLikelihoods, { relative: 1e-9 })
})

it('supports label priors: rows with a fixed component keep it', async () => {
  const data = Float64Array.from({ length: 450 }, (_, at) => (irisSpecies[Math.floor(at / 3)] === at % 3 ? 1 : 0))
  const { model, logLikelihoods } = await fitGaussianMixture(holed, {
    components: 3, missing: 'marginalize', labelPriors: matrix(data, 150, 3), regularization: { absolute: 0 },
  })
  for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
  // Every label is known: the setosa's first column alone has the closed form of its own, up to what its row tells.
  expectClose(model.weights, [1 / 3, 1 / 3, 1 / 3], { relative: 1e-9 })
  const labels = await model.predict(holed, { missing: 'marginalize' })
  expect(labels.filter((label, row) => label === irisSpecies[row]).length).toBeGreaterThan(135)
})

it('supports selections, whose criteria use the observed cells', async () => {
  const { table } = await selectGaussianMixture(holed, { components: { minimum: 1, maximum: 2 }, missing: 'marginalize', starts: 2 })
  for (const { error, fit, icl, bic } of table) {
    expect(error).toBeNull()
    expectClose([bic!], [await fit!.model.bic(holed, { missing: 'marginalize' })], { relative: 1e-9 })
    expectClose([icl!], [await fit!.model.icl(holed, { missing: 'marginalize', assignment: 'hard' })], { relative: 1e-12 })
  }
})

describe('refuses', () => {
  it('NaN unless missing cells are allowed', async () => {
    await expect(fitGaussianMixture([[1, 2], [NaN, 3], [3, 1]], { components: 1 })).rejects.toThrow(
      'samples must be finite numbers, but 1 value is not: the first is NaN at row 1, column 0.',
    )
  })

  it('an infinite value, with its row in the whole table', async () => {
    const samples = [[1, 2], [NaN, 3], [3, 1], [NaN, -Infinity], [2, 2]]
    const message = 'samples must be finite numbers, but 1 value is not: the first is -Infinity at row 3, column 1.'
    await expect(fitGaussianMixture(samples, { components: 1, missing: 'marginalize' })).rejects.toThrow(message)
    const { model } = await fitGaussianMixture([[1, 2], [2, 0], [5, 1]], { components: 1 })
    await expect(model.logDensity(samples, { missing: 'marginalize' })).rejects.toThrow(message)
  })

  it('a column without any value, in all rows or in those that count', async () => {
    const samples = [[1, NaN], [2, NaN], [3, NaN], [4, 7]]
    const message = 'column 1 must be a number in some row that counts, but it is missing in every one. Leave the column out.'
    const options = { components: 1, missing: 'marginalize' } as const
    await expect(fitGaussianMixture(samples.slice(0, 3), options)).rejects.toThrow(message)
    await expect(fitGaussianMixture(samples, { ...options, sampleWeights: Float64Array.of(1, 1, 1, 0) })).rejects.toThrow(message)
  })

  it('an unknown treatment of missing cells', async () => {
    await expect(fitGaussianMixture([[1], [2]], { components: 1, missing: 'drop' as 'error' })).rejects.toThrow(
      "option missing must be one of 'error', 'marginalize', but it is 'drop'. Pass for example missing: 'error'.",
    )
  })
})

describe('accumulateObserved', () => {
  it('completes the statistics of sources that hold the rows of one pattern each', async () => {
    const rows = [[1, 2], [2, 1], [4, NaN], [5, NaN], [NaN, NaN]]
    const model = { covarianceType: 'full', components: 1, columns: 2, weights: Float64Array.of(1), means: Float64Array.of(2, 1), covariances: Float64Array.of(2, 1, 1, 3) } as const
    const parts = [
      { observed: [0, 1], source: await samplesSource(rows.slice(0, 2)), rows: 2, weight: 2 },
      { observed: [0], source: await samplesSource([[4], [5]]), rows: 2, weight: 2 },
      { observed: [], source: null, rows: 1, weight: 1 },
    ]
    const whole = await samplesSource(rows, { missing: 'marginalize' })
    const found = await accumulateObserved(parts, model, { scatter: 'full' })
    const expected = await whole.accumulate(model, { scatter: 'full' })
    expect([found.rows, found.totalWeight]).toEqual([5, 5])
    expectClose([...found.counts, ...found.sums, ...found.scatters, found.logLikelihood], [...expected.counts, ...expected.sums, ...expected.scatters, expected.logLikelihood], { relative: 1e-14 })
    const [complete] = parts
    const refused = (part: object) => messageOf(() => accumulateObserved([{ ...complete!, ...part }], model, { scatter: 'full' }))
    expect(await refused({ source: null })).toMatch(/^parts\[0\]\.source must be a source of the observed columns, /)
    expect(await refused({ observed: [] })).toMatch(/^parts\[0\]\.source must be null, because no column is observed, /)
    for (const observed of [[1, 0], [0, 0], [0, 2], [-1, 0]]) expect(await refused({ observed })).toMatch(/^parts\[0\]\.observed must be ascending columns from 0 to 1, /)
    expect(await messageOf(() => accumulateObserved([], model, { scatter: 'full' }))).toBe('parts must be a list of parts, but it is []. Pass the rows of each pattern of observed columns.')
  })
})
