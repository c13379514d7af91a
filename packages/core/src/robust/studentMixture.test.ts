import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { fitStudentMixture } from './fitStudentMixture.js'
import { gammaVariate } from './gammaVariate.js'
import { StudentMixture } from './studentMixture.js'

const one = new StudentMixture({
  covarianceType: 'full',
  components: 1,
  columns: 2,
  weights: Float64Array.of(1),
  means: Float64Array.of(1, 2),
  scales: Float64Array.of(2, 0.5, 0.5, 1),
  degreesOfFreedom: Float64Array.of(3.5),
  degreesOfFreedomKind: 'each',
})

/** Three round clusters of 95 % of the rows, and gross outliers: uniform on a square 30 times as wide. */
function contaminated(seed: number): Matrix {
  const random = createRandom(seed)
  const centres = [[0, 0], [8, 0], [0, 8]]
  const data = Float64Array.from({ length: 1200 }, (_, at) => {
    const row = Math.floor(at / 2)
    return row % 20 === 0 ? 300 * (random.uniform() - 0.5) : centres[row % 3][at % 2] + random.normal()
  })
  return matrix(data, 600, 2)
}

/** The farthest that any true centre is from the nearest estimate. */
function worstCentre(means: Float64Array): number {
  return Math.max(
    ...[[0, 0], [8, 0], [0, 8]].map(([x, y]) =>
      Math.min(...[0, 1, 2].map(k => Math.hypot(means[2 * k] - x, means[2 * k + 1] - y))),
    ),
  )
}

describe('StudentMixture', () => {
  it('has the density of SciPy\'s multivariate_t', async () => {
    expectClose(await one.logDensity([[0, 4]]), [-4.945126686600177], { relative: 1e-13 })
  })

  it('is the Cauchy density for one column and one degree of freedom', async () => {
    const cauchy = new StudentMixture({
      ...one, columns: 1, means: Float64Array.of(0), scales: Float64Array.of(1), degreesOfFreedom: Float64Array.of(1),
    })
    expectClose(await cauchy.logDensity([[0], [2]]), [-Math.log(Math.PI), -Math.log(5 * Math.PI)], { relative: 1e-13 })
  })

  it('becomes the Gaussian mixture as degrees of freedom grow', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 3, covarianceType: 'EEV' })
    const student = new StudentMixture({
      ...parametersOf(model), scales: model.covariances, degreesOfFreedom: new Float64Array(3).fill(1e9), degreesOfFreedomKind: 'given',
    })
    expectClose(await student.logDensity(iris), await model.logDensity(iris), { relative: 1e-5, floor: 1 })
    expect(await student.predict(iris)).toEqual(await model.predict(iris))
    expect(student.parameterCount).toBe(model.parameterCount)
  })

  it('weighs rows by how far out they lie', async () => {
    const { data } = await one.outlierWeights([[1, 2], [1e4, 2]])
    expect(data[0]).toBeCloseTo(5.5 / 3.5, 14)
    expect(data[1]).toBeLessThan(1e-6)
  })

  it('samples what it describes', () => {
    const nine = new StudentMixture({ ...one, degreesOfFreedom: Float64Array.of(9) })
    const { samples } = nine.sample(40_000, { seed: 1 })
    const covariance = nine.componentCovariance(0)
    expect(covariance[0]).toBeCloseTo((2 * 9) / 7, 14)
    for (const [i, j] of [[0, 0], [0, 1], [1, 1]]) {
      let sum = 0
      for (let row = 0; row < 40_000; row++) sum += (samples.data[2 * row + i] - i - 1) * (samples.data[2 * row + j] - j - 1)
      expect(Math.abs(sum / 40_000 - covariance[2 * i + j])).toBeLessThan(0.08)
    }
    expect(nine.sample(5, { seed: 2 }).samples.data).toEqual(nine.sample(5, { seed: 2 }).samples.data)
    expect(one.componentCovariance(0)[0]).toBeCloseTo((2 * 3.5) / 1.5, 14)
  })

  it('survives JSON to the last bit', async () => {
    const { model } = await fitStudentMixture(oldFaithful, { components: 2, covarianceType: 'tied', maxIterations: 20 })
    const copy = StudentMixture.fromJSON(JSON.parse(JSON.stringify(model)))
    expect(await copy.logDensity(oldFaithful)).toEqual(await model.logDensity(oldFaithful))
    expect(copy.toJSON()).toEqual(model.toJSON())
  })

  it.each([
    [{ version: 2 }, 'saved mixture: version must be 1, but it is 2.'],
    [{ degreesOfFreedomKind: 'some' }, 'saved mixture: degreesOfFreedomKind must be one of each, shared, given, but it is some.'],
    [{ degreesOfFreedom: [-1] }, 'saved mixture: the mixture must be a valid one, but it is not: degreesOfFreedom must be positive and finite, but it is [-1].'],
  ])('refuses a saved model with %j', (change, message) => {
    expect(() => StudentMixture.fromJSON({ ...one.toJSON(), ...change })).toThrow(message)
  })

  it('refuses other columns', async () => {
    await expect(one.predict([[1, 2, 3]])).rejects.toThrow(
      'samples must be [N, 2], as the mixture has 2 columns, but it is [1, 3]. Pass the columns that the mixture was fitted on, in their order.',
    )
  })
})

describe('fitStudentMixture', () => {
  it.each<CovarianceType>([...covarianceTypes, { factors: 1 }, { factors: 2 }])('never lowers the log-likelihood without regularisation (%j)', async covarianceType => {
    for (const degreesOfFreedom of ['each', 'shared', 5] as const) {
      const { logLikelihoods } = await fitStudentMixture(iris, {
        components: 2, covarianceType, degreesOfFreedom, starts: 1, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 25,
      })
      expect(logLikelihoods).toHaveLength(26)
      for (let i = 1; i < 26; i++) expect(logLikelihoods[i]).toBeGreaterThanOrEqual(logLikelihoods[i - 1] - 1e-11)
    }
  })

  it('finds the maximum that a general optimiser finds (SciPy, Old Faithful)', async () => {
    const { model } = await fitStudentMixture(oldFaithful, { components: 2, regularization: { absolute: 0 }, tolerance: 1e-11, maxIterations: 5000 })
    // The optimiser lets the first ν go to infinity: -1129.938673; here it ends at 1000.
    const logLikelihood = 272 * (await model.meanLogLikelihood(oldFaithful))
    expect(logLikelihood).toBeGreaterThan(-1129.95)
    expect(logLikelihood).toBeLessThan(-1129.938673)
    expectClose(model.degreesOfFreedom, [1000, 19.1477], { relative: 2e-3 })
    expectClose(model.means, [4.290151, 79.9734, 2.0226475, 54.33458], { relative: 1e-4 })
    expect(await model.bic(oldFaithful)).toBeCloseTo(-2 * logLikelihood + 13 * Math.log(272), 9)
    expect(await model.aic(oldFaithful)).toBeCloseTo(-2 * logLikelihood + 26, 9)
  })

  it('does so with shared degrees of freedom', async () => {
    const { model } = await fitStudentMixture(oldFaithful, {
      components: 2, degreesOfFreedom: 'shared', regularization: { absolute: 0 }, tolerance: 1e-12, maxIterations: 5000,
    })
    expect(272 * (await model.meanLogLikelihood(oldFaithful))).toBeCloseTo(-1130.178918474174, 6)
    expectClose(model.degreesOfFreedom, [59.74837, 59.74837], { relative: 1e-3 })
    expectClose(model.means, [4.2932713, 79.975454, 2.0306972, 54.419802], { relative: 1e-4 })
    expectClose(model.scales.subarray(0, 4), [0.1649179, 0.9032195, 0.9032195, 34.9426227], { relative: 1e-3 })
  })

  it('recovers the degrees of freedom that data were drawn with', async () => {
    const { samples } = one.sample(20_000, { seed: 4 })
    const { model } = await fitStudentMixture(samples, { components: 1, starts: 1 })
    expect(model.degreesOfFreedom[0]).toBeGreaterThan(3.3)
    expect(model.degreesOfFreedom[0]).toBeLessThan(3.7)
    expectClose(model.scales, one.scales, { relative: 0.05 })
  })

  it.each([1, 2, 3])('keeps its centres among gross outliers, one row in twenty, where Gaussians do not (data %d)', async seed => {
    const samples = contaminated(seed)
    for (const covarianceType of ['full', 'tied', 'diag', 'spherical'] as const) {
      const { model } = await fitStudentMixture(samples, { components: 3, covarianceType })
      expect(worstCentre(model.means)).toBeLessThan(0.5)
    }
    const gaussian = await fitGaussianMixture(samples, { components: 3 })
    expect(worstCentre(gaussian.model.means)).toBeGreaterThan(2)
  })

  it('gives the same result for the same seed, in canonical order', async () => {
    const options = { components: 3, seed: 11, starts: 2 }
    const [first, second] = [await fitStudentMixture(iris, options), await fitStudentMixture(iris, options)]
    expect(second.model.toJSON()).toEqual(first.model.toJSON())
    expect(first.model.weights[0]).toBeGreaterThanOrEqual(first.model.weights[1])
    expect(first.starts).toHaveLength(2)
  })

  it('shares or keeps degrees of freedom as asked', async () => {
    const shared = (await fitStudentMixture(iris, { components: 2, degreesOfFreedom: 'shared', starts: 2 })).model
    expect(shared.degreesOfFreedom[0]).toBe(shared.degreesOfFreedom[1])
    const given = (await fitStudentMixture(iris, { components: 2, degreesOfFreedom: 7, starts: 2 })).model
    expect(Array.from(given.degreesOfFreedom)).toEqual([7, 7])
    expect(shared.parameterCount).toBe(given.parameterCount + 1)
  })

  it('stops when told, and refuses bad options', async () => {
    const fit = await fitStudentMixture(iris, { components: 2, onIteration: ({ iteration }) => (iteration === 3 ? 'stop' : undefined) })
    expect(fit).toMatchObject({ stopped: true, iterations: 3 })
    await expect(fitStudentMixture(iris, { components: 2, degreesOfFreedom: -1 })).rejects.toThrow(
      "option degreesOfFreedom must be 'each', 'shared' or a positive number, but it is -1. Estimates lie between 0.1 and 1000; pass for example 4.",
    )
  })
})

it.each([0.3, 1, 4.5])('gammaVariate has the mean and variance of its shape (%d)', shape => {
  const random = createRandom(9)
  const draws = Array.from({ length: 40_000 }, () => gammaVariate(shape, random))
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
  expectClose([mean, variance], [shape, shape], { relative: 0.05 })
})

function parametersOf({ covarianceType, components, columns, weights, means }: GaussianMixture) {
  return { covarianceType, components, columns, weights, means }
}
