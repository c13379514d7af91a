// Behaviours 20 to 23 (see algebra.test.ts for the list): weights and priors of rows, rows in chunks, and missing cells.
import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import {
  chunksSource, fitGaussianMixture, GaussianMixture, imputeMissing, matrix, mergeStatistics, partialFit, samplesSource, startOnlineFit,
  type Matrix,
} from '../index.js'
import { noise } from '../testing/blobs.js'
import { everyStructure } from '../testing/everyStructure.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris, irisSpecies } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { randomMixture } from '../testing/randomMixture.js'

const weights = Float64Array.from({ length: 150 }, (_, row) => (row * 7) % 4)
/** Each row of iris repeated as often as its weight says. */
const repeated = rowsOf(iris, Array.from(weights).flatMap((weight, row) => new Array<number>(weight).fill(row)))

function rowsOf({ data, columns }: Matrix, rows: readonly number[]): Matrix {
  return matrix(Float64Array.from(rows.flatMap(row => Array.from(data.subarray(row * columns, (row + 1) * columns)))), rows.length, columns)
}

const slice = ({ data, columns }: Matrix, from: number, to: number): Matrix =>
  matrix(data.slice(from * columns, to * columns), to - from, columns)

const cut = (samples: Matrix, cuts: readonly number[]): Matrix[] => cuts.slice(1).map((to, i) => slice(samples, cuts[i], to))

const startOf = async (covarianceType: CovarianceType): Promise<GaussianMixture> =>
  (await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1, maxIterations: 0 })).model

/** One row of priors for each row of iris. */
const priorsOf = (of: (species: number, row: number) => readonly number[]): Matrix =>
  matrix(Float64Array.from(irisSpecies.flatMap(of)), 150, 3)
/** The component of each species; not in the order of the data. */
const componentOf = [2, 0, 1]
const certain = (species: number): number[] => [0, 1, 2].map(k => (k === componentOf[species] ? 1 : 0))

/** Removes each cell with the given probability, independently of its value. */
function withHoles({ data, rows, columns }: Matrix, share: number, seed = 1): Matrix {
  const random = createRandom(seed)
  return matrix(Float64Array.from(data, value => (random.uniform() < share ? NaN : value)), rows, columns)
}

const holed = withHoles(iris, 0.2)

describe.each(kernelNames)('kernels %s', kernels => {
  it.each(everyStructure)('20. weight n is the row n times, and 0 is the row removed, %s', async (_, covarianceType) => {
    const options = { components: 3, covarianceType, kernels, initialize: await startOf(covarianceType), tolerance: 0, maxIterations: 8 } as const
    const weighted = await fitGaussianMixture(iris, { ...options, sampleWeights: weights })
    const duplicated = await fitGaussianMixture(repeated, options)
    // The sums are grouped differently; eight iterations amplify the rounding errors along flat directions.
    expectClose(weighted.logLikelihoods, duplicated.logLikelihoods, { relative: 1e-10 })
    expectClose(weighted.model.weights, duplicated.model.weights, { relative: 1e-9 })
    expectClose(weighted.model.means, duplicated.model.means, { relative: 1e-9 })
    expectClose(weighted.model.covariances, duplicated.model.covariances, { relative: 1e-9, floor: 1 })
  })

  it.each([1, 10, 100])('20. equal weights of %d do not change the fit', async weight => {
    const options = { components: 3, kernels, initialize: await startOf('VVV'), tolerance: 0, maxIterations: 8 } as const
    const plain = await fitGaussianMixture(iris, options)
    const weighted = await fitGaussianMixture(iris, { ...options, sampleWeights: new Float64Array(150).fill(weight) })
    expectClose(weighted.logLikelihoods, plain.logLikelihoods, { relative: 1e-12 })
    expectClose(weighted.model.covariances, plain.model.covariances, { relative: 1e-10, floor: 1 })
    const byDefault = { components: 3, kernels } as const
    const ends = [await fitGaussianMixture(iris, byDefault), await fitGaussianMixture(iris, { ...byDefault, sampleWeights: new Float64Array(150).fill(weight) })]
    expectClose(ends[1].model.means, ends[0].model.means, { relative: 1e-3 })
  })

  it.each(everyStructure)('21. statistics over chunks of any size sum to those of all rows, %s', async (_, covarianceType) => {
    const samples = noise(300, 3, 1)
    const model = randomMixture(covarianceType, { components: 3, columns: 3, seed: 2 })
    const request = { scatter: covarianceStructure(covarianceType).layout.scatter }
    const whole = await (await samplesSource(samples, { kernels })).accumulate(model, request)
    for (const cuts of [[0, 300], [0, 1, 300], [0, 128, 256, 300], [0, 7, 50, 51, 200, 300]]) {
      const source = await chunksSource(() => cut(samples, cuts), { kernels })
      expect([source.rows, source.columns]).toEqual([300, 3])
      const statistics = await source.accumulate(model, request)
      // Sums of 300 terms of both signs in a different order.
      const tolerance = { relative: 1e-12, floor: 300 }
      expectClose([statistics.logLikelihood, statistics.totalWeight], [whole.logLikelihood, 300], tolerance)
      for (const field of ['counts', 'sums', 'scatters'] as const) expectClose(statistics[field], whole[field], tolerance)
    }
  })

  it.each(everyStructure)('21. merged statistics of parts equal those of all rows, and a source keeps no state between passes, %s', async (_, covarianceType) => {
    const model = await startOf(covarianceType)
    const request = { scatter: covarianceStructure(covarianceType).layout.scatter }
    const source = await samplesSource(iris, { kernels })
    const whole = await source.accumulate(model, request)
    const parts = await Promise.all(cut(iris, [0, 1, 64, 150]).map(async part => (await samplesSource(part, { kernels })).accumulate(model, request)))
    const merged = parts.reduce(mergeStatistics)
    expect([merged.rows, merged.totalWeight]).toEqual([150, 150])
    for (const field of ['counts', 'sums', 'scatters'] as const) expectClose(merged[field], whole[field], { relative: 1e-12, floor: 150 }) // sums of 150 terms
    expect(await source.accumulate(model, request)).toEqual(whole)
  })

  it.each(everyStructure)('23. equal priors of any size have no effect, %s', async (_, covarianceType) => {
    const { model: initialize } = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1, maxIterations: 0 })
    const options = { components: 3, covarianceType, kernels, initialize, tolerance: 0, maxIterations: 8 } as const
    const plain = await fitGaussianMixture(iris, options)
    for (const prior of [1, 1 / 3, 0, 1e-300]) {
      const labelPriors = priorsOf((_, row) => new Array<number>(3).fill(prior || row + 1))
      const fit = await fitGaussianMixture(iris, { ...options, labelPriors })
      expectClose(fit.logLikelihoods, plain.logLikelihoods, { relative: 1e-13 })
      expectClose(fit.model.means.slice().sort(), plain.model.means.slice().sort(), { relative: 1e-12 })
    }
  })

  it('23. certain priors force the labels that are certain', async () => {
    const { model, converged } = await fitGaussianMixture(iris, { components: 3, kernels, labelPriors: priorsOf(certain) })
    expect(converged).toBe(true)
    for (let species = 0; species < 3; species++) {
      const mean = [0, 1, 2, 3].map(i => {
        let sum = 0
        for (let row = 0; row < 50; row++) sum += iris.data[4 * (50 * species + row) + i] / 50
        return sum
      })
      expectClose(model.componentMean(componentOf[species]), mean, { relative: 1e-12 })
    }
  })
})

const truth = GaussianMixture.fromParameters({
  covarianceType: 'full', weights: [0.5, 0.3, 0.2], means: [[0, 0], [4, 0], [0, 5]],
  covariances: [[[1, 0.3], [0.3, 1]], [[0.5, 0], [0, 1]], [[1, -0.2], [-0.2, 0.4]]],
})
const { samples } = truth.sample(6000, { seed: 1 })
const batches = Array.from({ length: 60 }, (_, i) => slice(samples, 100 * i, 100 * i + 100))

describe.each(everyStructure)('%s', (_name, covarianceType) => {
  it("22. missing: 'marginalize' has no effect without missing cells", async () => {
    const options = { components: 3, covarianceType } as const
    const plain = await fitGaussianMixture(iris, options)
    const marginalized = await fitGaussianMixture(iris, { ...options, missing: 'marginalize' })
    expect(marginalized.model.toJSON()).toEqual(plain.model.toJSON())
    expect(marginalized.logLikelihoods).toEqual(plain.logLikelihoods)
  })

  it.each(kernelNames)('22. never lowers the likelihood of the observed cells, kernels %s', async kernels => {
    const { logLikelihoods, model } = await fitGaussianMixture(holed, {
      components: 3, covarianceType, kernels, missing: 'marginalize', initialize: { labels: irisSpecies },
      regularization: { absolute: 0 }, tolerance: 0, maxIterations: 40,
    })
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
    expectClose([await model.meanLogLikelihood(holed, { missing: 'marginalize' })], [logLikelihoods.at(-1)!], { relative: 1e-11 })
  })

  it('22. scores observed cells by their marginal density', async () => {
    const mixture = new GaussianMixture(randomMixture(covarianceType, { components: 2, columns: 3, seed: 5 }))
    const columns = [0, 2]
    const marginal = GaussianMixture.fromParameters({
      covarianceType: 'full',
      weights: mixture.weights,
      means: [0, 1].map(k => columns.map(i => mixture.means[3 * k + i])),
      covariances: [0, 1].map(k => columns.map(i => columns.map(j => mixture.componentCovariance(k)[3 * i + j]))),
    })
    const samples = [[0.5, NaN, -1], [2, NaN, 0.25]]
    const actual = await mixture.logDensity(samples, { missing: 'marginalize' })
    expectClose(actual, await marginal.logDensity([[0.5, -1], [2, 0.25]]), { relative: 1e-12 })
  })

  it('21. an online fit comes close to EM in one pass', async () => {
    const { model } = await fitGaussianMixture(batches[0], { components: 3, covarianceType })
    let fit = startOnlineFit({ model })
    for (const batch of batches) fit = await partialFit(fit, batch)
    const batchFit = await fitGaussianMixture(samples, { components: 3, covarianceType, starts: 1 })
    const gap = batchFit.logLikelihoods.at(-1)! - (await fit.model.meanLogLikelihood(samples))
    const before = batchFit.logLikelihoods.at(-1)! - (await model.meanLogLikelihood(samples))
    // About 15 parameters estimated from effectively 2000 rows cost 15 / 4000 nats, and EM may find another optimum.
    expect(gap).toBeLessThan(0.02)
    expect(gap).toBeLessThan(Math.max(before, 0.005))
    expect(fit.steps).toBe(60)
  })

  it('22. fills a missing cell with its conditional mean', async () => {
    const { model } = await fitGaussianMixture(holed, { components: 2, covarianceType, missing: 'marginalize', starts: 1 })
    const rows = [[5.1, NaN, 1.4, NaN], [NaN, 3, 4.5, 1.5]]
    const filled = await imputeMissing(model, rows)
    const first = model.conditional({ given: [0, 2], values: [5.1, 1.4] })
    const second = model.conditional({ given: [1, 2, 3], values: [3, 4.5, 1.5] })
    const meanOf = (mixture: GaussianMixture, i: number): number =>
      mixture.weights.reduce((sum, weight, k) => sum + weight * mixture.means[k * mixture.columns + i], 0)
    const expected = [5.1, meanOf(first, 0), 1.4, meanOf(first, 1), meanOf(second, 0), 3, 4.5, 1.5]
    expectClose(filled.data, expected, { relative: 1e-10 }) // two computations of the same regression
  })

  it('23. frozen parts stay fixed, and free parts change', async () => {
    const model = await startOf(covarianceType)
    const options = { components: 3, covarianceType, initialize: model, maxIterations: 3, tolerance: 0 } as const
    const kept = await fitGaussianMixture(iris, { ...options, frozen: { means: [1], weights: true } })
    expect(kept.model.weights).toEqual(model.weights)
    expect(kept.model.componentMean(1)).toEqual(model.componentMean(1))
    expect(kept.model.componentMean(0)).not.toEqual(model.componentMean(0))
    const still = await fitGaussianMixture(iris, { ...options, frozen: { means: true, weights: true, covariances: true } })
    expect(still.model.toJSON()).toEqual(model.toJSON())
  })
})

it.each([0.1, 0.2, 0.3])('22. recovers the mixture if a share of %d is missing completely at random', async share => {
  const truth = GaussianMixture.fromParameters({
    covarianceType: 'full', weights: [0.6, 0.4], means: [[0, 0, 0], [4, 4, -4]],
    covariances: [[[1, 0.6, 0.2], [0.6, 1, 0], [0.2, 0, 1]], [[1, -0.4, 0], [-0.4, 0.5, 0.1], [0, 0.1, 2]]],
  })
  const { samples } = truth.sample(4000, { seed: 3 })
  const { model } = await fitGaussianMixture(withHoles(samples, share), { components: 2, missing: 'marginalize' })
  // With at least 1600 rows the standard errors are about 0.03; the tolerance is five of them.
  expectClose(model.weights, truth.weights, { relative: 0.05 })
  expectClose(model.means, truth.means, { relative: 0.15, floor: 1 })
  expectClose(model.covariances, truth.covariances, { relative: 0.15, floor: 1 })
})
