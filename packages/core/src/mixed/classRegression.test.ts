import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { classRegression } from './classRegression.js'
import { distalOutcomes } from './distalOutcomes.js'
import { fitMixedMixture } from './fitMixedMixture.js'

/** Six binary columns with errors of 20 %, two classes with ln p(1) / p(0) = -0.5 + z, and an outcome of mean 1 or 3. */
function regressed(seed: number, rows: number): { readonly samples: number[][]; readonly covariates: number[][]; readonly classes: number[]; readonly outcome: number[] } {
  const random = createRandom(seed)
  const covariates = Array.from({ length: rows }, () => [10 + 2 * random.normal()])
  const classes = covariates.map(([z]) => Number(random.uniform() < 1 / (1 + Math.exp(0.5 - (z - 10) / 2))))
  const samples = classes.map(k => Array.from({ length: 6 }, () => (random.uniform() < 0.2 ? 1 - k : k)))
  return { samples, covariates, classes, outcome: classes.map(k => 1 + 2 * k + random.normal()) }
}

const columns = Array.from({ length: 6 }, () => ({ kind: 'binary' }) as const)
const { samples, covariates, outcome } = regressed(3, 1500)
const { model } = await fitMixedMixture({ columns, samples }, { components: 2, tolerance: 1e-10 })
/** The sign of the coefficients of class 1 against class 0, whichever class is the larger one. */
const sign = model.distribution(0, 1).kind === 'binary' && (model.distribution(0, 1) as { probabilities: Float64Array }).probabilities[1] > 0.5 ? 1 : -1

describe('classRegression', () => {
  it.each(['one', 'three'] as const)('finds the coefficients within their intervals (%s step)', async steps => {
    const { coefficients, converged, memberships, logLikelihoods } = await classRegression(model, samples, covariates, { steps, confidence: 0.999 })
    const [intercept, slope] = coefficients[1]
    expect(converged).toBe(true)
    for (const [coefficient, truth] of [[slope, sign * 0.5], [intercept, sign * -5.5]] as const) {
      expect(coefficient.lower).toBeLessThan(truth)
      expect(coefficient.upper).toBeGreaterThan(truth)
    }
    expect(slope.pValue).toBeLessThan(1e-8)
    expect(slope.standardError).toBeGreaterThan(0.03)
    expect(slope.standardError).toBeLessThan(0.06)
    expect(coefficients[0]).toEqual([0, 1].map(() => ({ estimate: 0, standardError: null, lower: null, upper: null, pValue: null })))
    expect(memberships.data[0] + memberships.data[1]).toBeCloseTo(1, 12)
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThanOrEqual(logLikelihoods[i - 1] - 1e-12)
  })

  it('one step never ends below the fit without covariates', async () => {
    const random = createRandom(9)
    const { logLikelihoods, model: joint } = await classRegression(model, samples, samples.map(() => [random.normal()]), { steps: 'one' })
    expect(logLikelihoods[0]).toBeCloseTo(await model.meanLogLikelihood(samples), 10)
    expect(logLikelihoods.at(-1)!).toBeGreaterThanOrEqual(logLikelihoods[0])
    joint.columnParameters.forEach((value, at) => expect(value).toBeCloseTo(model.columnParameters[at], 1))
  })

  it('names covariates that do not fit', async () => {
    await expect(classRegression(model, samples, samples.map(() => [7]))).rejects.toThrow('column 0 of covariates must be one that varies by itself, but it is constant. Leave that column out; the intercept is added by itself.')
    await expect(classRegression(model, samples, covariates.map(([z]) => [z, 2 * z]))).rejects.toThrow('column 1 of covariates must be one that varies by itself, but it is a linear combination of the columns before it.')
    await expect(classRegression(model, samples, covariates.slice(1))).rejects.toThrow('covariates must be [1500, C], a row for each row of samples, but it is [1499, 1]. Give every row its covariates.')
  })
})

describe('distalOutcomes', () => {
  it('corrects the means that modal classes draw towards each other', async () => {
    const { classes, pValue, degreesOfFreedom } = await distalOutcomes(model, samples, outcome)
    const truth = sign === 1 ? [1, 3] : [3, 1]
    classes.forEach(({ mean, standardError }, k) => expect(Math.abs(mean - truth[k])).toBeLessThan(4 * standardError))
    expect(degreesOfFreedom).toBe(1)
    expect(pValue).toBeLessThan(1e-10)
  })

  it('is the mean and its error for one class', async () => {
    const one = await fitMixedMixture({ columns, samples: samples.slice(0, 100) }, { components: 1 })
    const values = outcome.slice(0, 100)
    const mean = values.reduce((sum, value) => sum + value, 0) / 100
    const { classes: [only], chiSquare } = await distalOutcomes(one.model, samples.slice(0, 100), values)
    expect(only.mean).toBeCloseTo(mean, 12)
    expect(only.standardError).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 100, 12)
    expect(chiSquare).toBeNull()
  })

  it('a p-value has its digits far below 1e-16', async () => {
    const { chiSquare, pValue } = await distalOutcomes(model, samples, outcome)
    expect(chiSquare).toBeGreaterThan(100)
    // Q(χ²; 1) = √(2 / π χ²) e^(-χ² / 2) (1 - 1 / χ² + …)
    expect(Math.log(pValue!)).toBeCloseTo(0.5 * Math.log(2 / Math.PI / chiSquare!) - chiSquare! / 2 + Math.log1p(-1 / chiSquare!), 2)
  })

  it('names a class without an outcome', async () => {
    const assigned = await model.predict(samples)
    const without = (k: number): number[] => outcome.map((value, row) => (assigned[row] === k ? NaN : value))
    await expect(distalOutcomes(model, samples, without(1))).rejects.toThrow('outcome must be observed in some row of every class, but it is missing in all rows of class 1. Its mean is unknown: fit fewer classes, or take an outcome of more rows.')
    await expect(distalOutcomes(model, samples, outcome.map(() => NaN))).rejects.toThrow('missing in all rows of class 0')
  })
})

describe('rows of weight 0', () => {
  const random = createRandom(5)
  const own = samples.slice(0, 600).map(row => [...row, random.integer(2)])
  const more = [[1, 0, 1, 0, 1, 0, 2], ...own] // no class has level 2
  const sampleWeights = more.map((_, row) => Number(row > 0))
  const fit = fitMixedMixture({ columns: [...columns, { kind: 'category', levels: ['a', 'b', 'c'] }], samples: own }, { components: 2, starts: 1 })

  it.each(['one', 'three'] as const)('take no part in the regression, and have their memberships (%s step)', async steps => {
    const { model: fitted } = await fit
    const without = await classRegression(fitted, own, covariates.slice(0, 600), { steps })
    const withThem = await classRegression(fitted, more, [[14], ...covariates.slice(0, 600)], { steps, sampleWeights })
    withThem.coefficients.flat().forEach(({ estimate, standardError }, at) => {
      const other = without.coefficients.flat()[at]
      expect(estimate).toBeCloseTo(other.estimate, 9)
      if (other.standardError !== null) expect(standardError).toBeCloseTo(other.standardError, 9)
    })
    expect(withThem.memberships.rows).toBe(601)
    const [intercept, slope] = withThem.coefficients[1]
    expect(withThem.memberships.data[1]).toBeCloseTo(1 / (1 + Math.exp(-intercept.estimate - 14 * slope.estimate)), 9)
    expect(withThem.memberships.data[3]).toBeCloseTo(without.memberships.data[1], 9)
  })

  it('take no part in the means of an outcome', async () => {
    const { model: fitted } = await fit
    expect(await distalOutcomes(fitted, more, [99, ...outcome.slice(0, 600)], { sampleWeights })).toEqual(await distalOutcomes(fitted, own, outcome.slice(0, 600), { sampleWeights: own.map(() => 1) }))
  })
})

it('the regularization of one step is that of the fit', async () => {
  const random = createRandom(6)
  const numbers = samples.slice(0, 300).map((row, at) => [...row, row[0] + 0.3 * random.normal() + (at % 2)])
  const regularization = { absolute: 2 }
  const { model: fitted } = await fitMixedMixture({ columns: [...columns, { kind: 'number' }], samples: numbers }, { components: 2, regularization, tolerance: 1e-10 })
  const variances = async (options: object): Promise<number> => (await classRegression(fitted, numbers, covariates.slice(0, 300), { steps: 'one', ...options })).model.numbers!.covariances[0]
  expect(await variances({ regularization })).toBeGreaterThan(2)
  expect(await variances({})).toBeLessThan(2)
})
