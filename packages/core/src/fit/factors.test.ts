import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '@mixtura/numerics'
import { adjustedRandIndex } from '../metrics/adjustedRandIndex.js'
import { chunksSource } from '../statistics/chunksSource.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { factorBlobs } from '../testing/factorBlobs.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { fitGaussianMixture, type GaussianMixtureFit } from './fitGaussianMixture.js'
import type { FitOptions } from './fitOptions.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'

const lastOf = ({ logLikelihoods }: GaussianMixtureFit): number => logLikelihoods.at(-1)!
const two = { components: 2, covarianceType: { factors: 2 } } as const satisfies FitOptions
const wide = factorBlobs({ components: 2, columns: 6, factors: 2, spread: 3 }, { rows: 300, seed: 4 })

const mapCells = ({ data, rows, columns }: Matrix, map: (value: number, column: number) => number): Matrix =>
  matrix(Float64Array.from(data, (value, at) => map(value, at % columns)), rows, columns)

describe('the likelihood', () => {
  it.each([1, 2, 3])('equals that of full covariances for three factors in four columns, %d components', async components => {
    const full = await fitGaussianMixture(iris, { components })
    const factors = await fitGaussianMixture(iris, { components, covarianceType: { factors: 3 } })
    // EM stops when less than 1e-7 nats per sample remain.
    expect(Math.abs(lastOf(factors) - lastOf(full))).toBeLessThan(1e-6)
    expect(factors.model.parameterCount).toBe(full.model.parameterCount)
  })

  it.each([1, 2])('grows with the number of factors, from diag to full, %d components', async components => {
    const ends: number[] = []
    for (const covarianceType of ['diag', { factors: 1 }, { factors: 2 }, { factors: 3 }] as const) {
      ends.push(lastOf(await fitGaussianMixture(iris, { components, covarianceType })))
    }
    for (let i = 1; i < ends.length; i++) expect(ends[i]).toBeGreaterThan(ends[i - 1])
  })

  it.each(kernelNames)('never falls without regularisation, accelerated or not, kernels %s', async kernels => {
    for (const acceleration of ['auto', 'none'] as const) {
      for (const factors of [1, 2, 3]) {
        for (const samples of [iris, wide.samples]) {
          const { logLikelihoods } = await fitGaussianMixture(samples, {
            components: 3, covarianceType: { factors }, kernels, acceleration,
            starts: 1, seed: 3, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 60,
          })
          for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
        }
      }
    }
  })

  it('has gradient zero at convergence', async () => {
    const { model } = await fitGaussianMixture(wide.samples, {
      ...two, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 300, acceleration: 'none', starts: 1,
    })
    const { covarianceType, weights, means, covariances } = model
    const at = (field: 'means' | 'covariances', i: number, h: number): Promise<number> => {
      const moved = { means: means.slice(), covariances: covariances.slice() }
      moved[field][i] += h
      return GaussianMixture.fromParameters({ covarianceType, weights, ...moved }).meanLogLikelihood(wide.samples)
    }
    for (const field of ['means', 'covariances'] as const) {
      for (let i = 0; i < model[field].length; i++) {
        // The gradient is about the root of the last gains, 1e-9.
        expect(Math.abs((await at(field, i, 1e-5)) - (await at(field, i, -1e-5))) / 2e-5).toBeLessThan(3e-5)
      }
    }
  })
})

describe('more columns than rows', () => {
  const { samples, labels } = factorBlobs({ components: 2, columns: 50, factors: 2, spread: 1 }, { rows: 40, seed: 1 })

  it('are fitted by default: 50 columns, 40 rows', async () => {
    const fit = await fitGaussianMixture(samples, { ...two, starts: 2 })
    expect([fit.converged, fit.collapsed]).toEqual([true, false])
    // 1 weight, 100 means and 2 (150 loadings and noise variances, minus one rotation).
    expect(fit.model.parameterCount).toBe(1 + 100 + 2 * (50 * 3 - 1))
    expect(adjustedRandIndex(labels, Array.from(await fit.model.predict(samples)))).toBe(1)
    await expect(fitGaussianMixture(samples, { components: 2 })).rejects.toThrow(/linear combination/)
  })

  it('need more rows per component than factors; otherwise the fit has collapsed', async () => {
    const fit = await fitGaussianMixture(samples, { components: 1, covarianceType: { factors: 45 }, starts: 1 })
    expect(fit.collapsed).toBe(true)
  })

  it('may be linearly dependent; a fit reports collapse if factors describe a column without noise', async () => {
    const doubled = mapCells(wide.samples, value => value)
    for (let row = 0; row < doubled.rows; row++) (doubled.data as Float64Array)[row * 6 + 5] = 2 * doubled.data[row * 6 + 4]
    expect((await fitGaussianMixture(doubled, two)).collapsed).toBe(true)
    await expect(fitGaussianMixture(doubled, { ...two, regularization: { absolute: 0 } })).rejects.toMatchObject({ code: 'degenerate-covariance' })
  })
})

describe('invariance', () => {
  it('holds for units and offsets of the columns, with regularisation', async () => {
    const scale = [1e-3, 1e6, 1, 1e3, 7, 0.01]
    const here = await fitGaussianMixture(wide.samples, two)
    const there = await fitGaussianMixture(mapCells(wide.samples, (value, column) => scale[column] * value), two)
    const logDeterminant = scale.reduce((sum, value) => sum + Math.log(value), 0)
    expectClose([lastOf(there)], [lastOf(here) - logDeterminant], { relative: 1e-8, floor: 1 })
    expectClose(there.model.componentLoadings(0).data, here.model.componentLoadings(0).data.map((value, at) => value * scale[Math.floor(at / 2)]), { relative: 1e-4, floor: 1e-4 })
    const far = await fitGaussianMixture(mapCells(wide.samples, value => value + 1e6), two)
    expectClose([lastOf(far)], [lastOf(here)], { relative: 1e-7 })
  })
})

describe('other options', () => {
  it.each(['k-means++', 'k-means', 'random', 'hierarchical'] as const)('initialize: %s', async initialize => {
    const { model } = await fitGaussianMixture(wide.samples, { ...two, initialize })
    expect(adjustedRandIndex(wide.labels, Array.from(await model.predict(wide.samples)))).toBe(1)
  })

  it('labels, responsibilities, and a mixture with loadings', async () => {
    const byLabels = await fitGaussianMixture(wide.samples, { ...two, initialize: { labels: wide.labels } })
    const shares = Float64Array.from({ length: 600 }, (_, at) => (wide.labels[at >> 1] === at % 2 ? 1 : 0))
    const byShares = await fitGaussianMixture(wide.samples, { ...two, initialize: { responsibilities: matrix(shares, 300, 2) } })
    expectClose([lastOf(byShares)], [lastOf(byLabels)], { relative: 1e-7 })
    const { weights, means, covariances } = byLabels.model
    const again = await fitGaussianMixture(wide.samples, { ...two, initialize: { weights, means, covariances } })
    expect(again.logLikelihoods[0]).toBeCloseTo(lastOf(byLabels), 10)
    expect(again.iterations).toBeLessThan(4)
    await expect(fitGaussianMixture(wide.samples, { ...two, initialize: { weights, means, precisions: covariances } })).rejects.toThrow(
      'option precisions must be left out with factors, but it is \'given\'. Pass covariances [2, 6, 3]: loadings, then the noise variance, of each column.',
    )
    await expect(fitGaussianMixture(wide.samples, { ...two, initialize: { weights, means, covariances: new Float64Array(72) } })).rejects.toThrow(
      'factors 2 covariances must be [2, 6, 3], 36 numbers, but it is 72 numbers. Pass arrays that fit each other.',
    )
  })

  it('a row of weight 2 equals two rows', async () => {
    const sampleWeights = Float64Array.from({ length: 300 }, (_, row) => 1 + (row % 3 === 0 ? 1 : 0))
    const rows = Array.from({ length: 300 }, (_, row) => row).flatMap(row => (row % 3 === 0 ? [row, row] : [row]))
    const repeated = matrix(Float64Array.from(rows.flatMap(row => Array.from(wide.samples.data.subarray(6 * row, 6 * row + 6)))), rows.length, 6)
    const weighted = await fitGaussianMixture(wide.samples, { ...two, sampleWeights })
    expectClose([lastOf(weighted)], [lastOf(await fitGaussianMixture(repeated, two))], { relative: 1e-7 })
  })

  it('missing cells: the fit finds the same clusters, and the likelihood of the observed cells never falls', async () => {
    const holes = mapCells(wide.samples, value => value)
    for (let at = 0; at < holes.data.length; at += 7) (holes.data as Float64Array)[at] = NaN
    const fit = await fitGaussianMixture(holes, { ...two, missing: 'marginalize', regularization: { absolute: 0 }, acceleration: 'none' })
    for (let i = 1; i < fit.logLikelihoods.length; i++) expect(fit.logLikelihoods[i]).toBeGreaterThan(fit.logLikelihoods[i - 1] - 1e-12)
    const labels = Array.from(await fit.model.predict(holes, { missing: 'marginalize' }))
    expect(adjustedRandIndex(wide.labels, labels)).toBeGreaterThan(0.97)
  })

  it('labelPriors, frozen parts and chunks', async () => {
    const known = Float64Array.from({ length: 600 }, (_, at) => (at >= 60 || wide.labels[at >> 1] === at % 2 ? 1 : 0))
    const byPriors = await fitGaussianMixture(wide.samples, { ...two, labelPriors: matrix(known, 300, 2) })
    expect(Array.from(await byPriors.model.predict(wide.samples))).toEqual(Array.from(wide.labels))
    const { weights, means, covariances } = byPriors.model
    const held = await fitGaussianMixture(wide.samples, {
      ...two, initialize: { weights, means: means.map(value => value + 0.1), covariances }, frozen: { covariances: [0], means: [1] },
    })
    expect(held.model.componentLoadings(0)).toEqual(byPriors.model.componentLoadings(0))
    expect(held.model.componentMean(1)).toEqual(means.slice(6).map(value => value + 0.1))
    expect(held.model.componentLoadings(1)).not.toEqual(byPriors.model.componentLoadings(1))
    const { data } = wide.samples
    const source = await chunksSource(async function* () {
      for (let from = 0; from < 300; from += 100) yield matrix(data.slice(6 * from, 6 * from + 600), 100, 6)
    })
    expectClose([lastOf(await fitGaussianMixture(source, two))], [lastOf(await fitGaussianMixture(wide.samples, two))], { relative: 1e-7 })
  })
})

describe('the mixture', () => {
  it('has the covariances Λ Λᵀ + Ψ of its loadings and noise variances', async () => {
    const { model } = await fitGaussianMixture(wide.samples, two)
    const { data, rows, columns } = model.componentLoadings(1)
    expect([rows, columns]).toEqual([6, 2])
    const noise = model.componentNoiseVariances(1)
    const made = Float64Array.from({ length: 36 }, (_, at) => {
      const [i, j] = [Math.floor(at / 6), at % 6]
      return data[2 * i] * data[2 * j] + data[2 * i + 1] * data[2 * j + 1] + (i === j ? noise[i] : 0)
    })
    expectClose(model.componentCovariance(1), made, { relative: 1e-14, floor: 1 })
    const full = await fitGaussianMixture(iris, { components: 1 })
    expect(() => full.model.componentLoadings(0)).toThrow(
      "option covarianceType must be { factors } to have loadings, but it is 'full'. Fit with covarianceType: { factors: 2 }.",
    )
  })

  it('is restored from JSON to the same bits; damaged JSON is refused', async () => {
    const { model } = await fitGaussianMixture(wide.samples, two)
    const text = JSON.stringify(model)
    const again = GaussianMixture.fromJSON(JSON.parse(text))
    expect(JSON.stringify(again)).toBe(text)
    expect(again.covarianceType).toEqual({ factors: 2 })
    expect(await again.logDensity(wide.samples)).toEqual(await model.logDensity(wide.samples))
    const spoiled = (covarianceType: unknown): (() => unknown) => () => GaussianMixture.fromJSON({ ...model.toJSON(), covarianceType })
    expect(spoiled({ factors: 0 })).toThrow('saved mixture: factors must be a whole number of at least 1, but it is 0.')
    expect(spoiled({ factors: 6 })).toThrow('option covarianceType.factors must be below 6, the number of columns, but it is 6.')
    expect(spoiled({ factors: 3 })).toThrow('factors 3 covariances must be [2, 6, 4], 48 numbers, but it is 36 numbers.')
    expect(spoiled(null)).toThrow('saved mixture: covarianceType must be one of full, tied')
  })

  it('has factor models as marginals of more columns than factors', async () => {
    const { model } = await fitGaussianMixture(wide.samples, two)
    const some = model.marginal([4, 0, 2])
    expect(some.covarianceType).toEqual({ factors: 2 })
    const covariance = model.componentCovariance(0)
    expectClose(some.componentCovariance(0), [4, 0, 2].flatMap(i => [4, 0, 2].map(j => covariance[6 * i + j])), { relative: 1e-14 })
    expect(model.marginal([1, 5]).covarianceType).toBe('full')
    expect(model.conditional({ given: [0], values: [0] }).covarianceType).toBe('full')
  })

  it('is recovered from its own samples', async () => {
    const { model } = await fitGaussianMixture(wide.samples, two)
    const { samples } = model.sample(20_000, { seed: 1 })
    const again = (await fitGaussianMixture(samples, { ...two, starts: 1 })).model
    const distances = [0, 1].map(k => Math.hypot(...again.componentMean(k).map((value, i) => value - model.means[i])))
    // The standard error of covariances from 10,000 samples is about 2 %.
    expectClose(again.componentCovariance(distances[0] < distances[1] ? 0 : 1), model.componentCovariance(0), { relative: 0.1, floor: 2 })
  })
})
