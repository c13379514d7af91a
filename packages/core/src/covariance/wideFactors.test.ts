import { describe, expect, it } from 'vitest'
import { choleskyInPlace, createRandom, matrix } from '@mixtura/numerics'
import { runEm } from '../em/em.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { mStep } from '../em/mStep.js'
import { completeSource } from '../statistics/completeSource.js'
import { accumulateFrom, scatterRequest } from '../statistics/projections.js'
import { recentreStatistics } from '../statistics/recentreStatistics.js'
import { mergeStatistics } from '../statistics/sufficientStatistics.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { exceedsDiagonal, factorCovariance } from './factorModel.js'
import { factorModelOf, packFactorRows } from './storedFactors.js'
import { searchFactors } from './wideFactors.js'
import { maximizeFactors } from './factorAnalysis.js'
import { fitOfFactors } from './factorModel.js'
import { loadSteps } from './structures.js'

await loadSteps({ factors: 1 })

const columns = 30

/** Two analysers of two factors; some noise variances are tiny. */
function wideMixture(seed = 1): GaussianMixture {
  const random = createRandom(seed)
  const covariances = Float64Array.from({ length: 2 * columns * 3 }, (_, at) =>
    at % 3 < 2 ? random.normal() : at % 21 === 2 ? 1e-6 : 0.2 + random.uniform())
  const means = Float64Array.from({ length: 2 * columns }, () => random.normal())
  return new GaussianMixture({ covarianceType: { factors: 2 }, components: 2, columns, weights: Float64Array.of(0.6, 0.4), means, covariances })
}

function asFull(model: GaussianMixture): GaussianMixture {
  const covariances = new Float64Array(2 * columns * columns)
  for (let k = 0; k < 2; k++) covariances.set(model.componentCovariance(k), k * columns * columns)
  return new GaussianMixture({ ...model, covarianceType: 'full', components: 2, columns, weights: model.weights, means: model.means, covariances })
}

describe('factor analysers of many columns', () => {
  it('have the densities of their whole covariances', async () => {
    const model = wideMixture()
    const { samples } = model.sample(300, { seed: 2 })
    expectClose(await model.logDensity(samples), await asFull(model).logDensity(samples), { relative: 1e-10 })
    const [own, full] = [await model.responsibilities(samples), await asFull(model).responsibilities(samples)]
    expectClose(own.data as Float64Array, full.data as Float64Array, { relative: 1e-7, floor: 1e-3 })
  })

  it('are ½ ln 2π D + ½ ln |Σ| below 1 at the mean, by hand', async () => {
    // Λ = (1, …, 1)ᵀ, Ψ = I: |Σ| = 1 + D, and at x = c (1, …, 1)ᵀ the distance is c² D / (1 + D).
    const covariances = Float64Array.from({ length: 2 * columns }, () => 1)
    const model = new GaussianMixture({
      covarianceType: { factors: 1 }, components: 1, columns, weights: Float64Array.of(1), means: new Float64Array(columns), covariances,
    })
    const [atMean, away] = await model.logDensity([new Float64Array(columns), new Float64Array(columns).fill(3)])
    const expected = -0.5 * (columns * Math.log(2 * Math.PI) + Math.log(1 + columns))
    expect(atMean).toBeCloseTo(expected, 12)
    expect(away).toBeCloseTo(expected - (0.5 * 9 * columns) / (1 + columns), 12)
  })

  it('get the same projections from any source as from whole scatters', async () => {
    const model = wideMixture()
    const { samples } = wideMixture(3).sample(200, { seed: 4 })
    const source = await completeSource(samples, {})
    const { projects: _none, ...whole } = source
    const request = scatterRequest(model)
    const projected = await accumulateFrom(source, model, request)
    const derived = await accumulateFrom(whole, model, request)
    expect(projected.scatter).toBe('diagonal')
    const scale = { relative: 1e-9, floor: 1e-2 }
    for (const part of ['counts', 'sums', 'scatters'] as const) expectClose(projected[part], derived[part], scale)
    expectClose(projected.projections!, derived.projections!, scale)

    const centres = model.means.map(value => value + 0.5)
    expectClose(recentreStatistics(projected, centres).projections!, (await along(recentreStatistics(await source.accumulate(model, { scatter: 'full' }), centres), request.directions!)), scale)
    expectClose(mergeStatistics(projected, derived).projections!, projected.projections!.map(value => 2 * value), scale)
  })

  it('never lower the likelihood in EM without regularisation', async () => {
    const { samples } = wideMixture(5).sample(400, { seed: 6 })
    const { logLikelihoods } = await runEm(await completeSource(samples, {}), wideMixture(7), {
      maximize: (statistics, previous) =>
        mStep(statistics, { covarianceType: { factors: 2 }, regularization: new Float64Array(columns), previous }),
      tolerance: 0,
      maxIterations: 60,
      accelerate: true,
    })
    // A sum of 400 log-densities of about a hundred nats is accurate to 1e-12.
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThanOrEqual(logLikelihoods[i - 1] - 1e-11)
  })

  it('reach the maximum that the search with whole matrices reaches', () => {
    const { samples } = wideMixture(8).sample(100, { seed: 9 })
    const covariance = covarianceOf(samples.data as Float64Array, 100)
    const options = { factors: 2, component: 0, floor: new Float64Array(columns).fill(1e-4) }
    const deviance = (model: Parameters<typeof fitOfFactors>[0]): number => fitOfFactors(model, covariance, 0).deviance
    const wide = deviance(factorModelOf(packFactorRows(searchFactors(covariance, columns, options)), { component: 0, columns, factors: 2 }))
    // Nats per sample times 2. The search ends when a round gains less than 1e-9.
    expect(wide).toBeLessThanOrEqual(deviance(maximizeFactors(covariance, columns, options)) + 1e-6)
  })

  it('recover the planted model from 60 rows of 400 columns', async () => {
    const random = createRandom(11)
    const data = Float64Array.from({ length: 60 * 400 }, (_, at) => random.normal() + (Math.floor(at / 400) % 2 ? 1.5 : 0))
    const { model, converged, collapsed } = await fitGaussianMixture(matrix(data, 60, 400), { components: 2, covarianceType: { factors: 2 } })
    expect([converged, collapsed]).toEqual([true, false])
    expect(Array.from(model.weights)).toEqual([0.5, 0.5])
    const labels = await model.predict(matrix(data, 60, 400))
    for (let row = 2; row < 60; row++) expect(labels[row]).toBe(labels[row % 2])
  })

  it('tell from a q x q matrix whether they exceed a diagonal', () => {
    const random = createRandom(12)
    for (let trial = 0; trial < 200; trial++) {
      const model = {
        loadings: Float64Array.from({ length: 10 }, () => random.normal()),
        noiseVariances: Float64Array.from({ length: 5 }, () => 0.1 + random.uniform()),
      }
      const bound = Float64Array.from({ length: 5 }, () => 0.6 * random.uniform())
      const remainder = factorCovariance(model)
      for (let i = 0; i < 5; i++) remainder[i * 6] -= bound[i]
      expect(exceedsDiagonal(model, bound)).toBe(choleskyInPlace(remainder, 5) === undefined)
    }
  })
})

describe('diagonal structures of many columns', () => {
  it.each(['diag', 'spherical', 'EII', 'EEI', 'VEI', 'EVI'] as const)('fit 70,000 columns (%s)', async covarianceType => {
    const wide = 70_000
    const random = createRandom(13)
    const data = Float64Array.from({ length: 6 * wide }, (_, at) => random.uniform() + (Math.floor(at / wide) % 2))
    const { model } = await fitGaussianMixture(matrix(data, 6, wide), { components: 2, covarianceType, starts: 1 })
    expect(Array.from(model.weights)).toEqual([0.5, 0.5])
    expect(model.componentVariances(0)).toHaveLength(wide)
    expect(model.sample(1, { seed: 1 }).samples.columns).toBe(wide)
    expect(model.marginal([3, 69_999]).columns).toBe(2)
  })
})

function covarianceOf(data: Float64Array, rows: number): Float64Array {
  const covariance = new Float64Array(columns * columns)
  const mean = Float64Array.from({ length: columns }, (_, i) => {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += data[row * columns + i] / rows
    return sum
  })
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        covariance[i * columns + j] += ((data[row * columns + i] - mean[i]) * (data[row * columns + j] - mean[j])) / rows
      }
    }
  }
  return covariance
}

/** S V of whole scatters. */
async function along(statistics: Awaited<ReturnType<typeof accumulateFrom>>, directions: Float64Array): Promise<Float64Array> {
  const source = { rows: statistics.rows, columns, accumulate: async () => statistics, draw: () => Promise.reject(new Error('not drawn')) }
  return (await accumulateFrom(source, wideMixture(), { scatter: 'diagonal', directions })).projections!
}
