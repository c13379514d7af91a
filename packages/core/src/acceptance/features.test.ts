// One group of tests for each row of the feature table in the README: it uses the feature through the public API and checks a
// number. The file is long because the table is.
import { describe, expect, it } from 'vitest'
import * as mixtura from '../index.js'
import {
  adjustedRandIndex, bootstrapLikelihoodRatio, bootstrapUncertainty, chunksSource, covarianceTypes, crossValidatedClassification,
  crossValidatedLogLikelihood, cumulativeProbability, densityModes, fitBayesianGaussianMixture, fitGaussianMixture, fitMixtureClassifier,
  fitNoiseMixture, fitStudentMixture, GaussianMixture, hierarchicalClustering, hierarchicalMixture, imputeMissing, insideRegion,
  isAnomalous, anomalyThreshold, mahalanobisDistances, matrix, mergeComponents, mergeStatistics, noiseLabel, partialFit, quantile,
  regionThreshold, regress, samplesSource, selectGaussianMixture, startOnlineFit, type Matrix, type StartRecord, type StatisticsSource,
} from '../index.js'
import { parsimoniousTypes } from '../covariance/structures.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris, irisSpecies } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'

/** Optimum of EM on Old Faithful, full, two components. */
const optimum = -1130.26396
const total = (fit: { readonly logLikelihoods: readonly number[] }, rows: number): number => rows * fit.logLikelihoods.at(-1)!

const waiting = matrix(oldFaithful.data.filter((_, at) => at % 2 === 1), 272, 1)
const { model } = await fitGaussianMixture(oldFaithful, { components: 2 })
const part = ({ data, columns }: Matrix, from: number, to: number): Matrix => matrix(data.slice(from * columns, to * columns), to - from, columns)

describe('Covariances', () => {
  it('are the fourteen, scikit-learn\'s four names, factors, and in one column E and V', async () => {
    expect(covarianceTypes).toHaveLength(18)
    expect(parsimoniousTypes).toHaveLength(14)
    const factors = await fitGaussianMixture(iris, { components: 2, covarianceType: { factors: 1 } })
    const diagonal = await fitGaussianMixture(iris, { components: 2, covarianceType: 'diag' })
    expect(total(factors, 150)).toBeGreaterThan(total(diagonal, 150) + 50) // diag equals 0 factors, and the columns of iris are correlated
    const [equal, varying] = [
      await fitGaussianMixture(waiting, { components: 2, covarianceType: 'tied' }),
      await fitGaussianMixture(waiting, { components: 2, covarianceType: 'full' }),
    ]
    expect([equal.model.parameterCount, varying.model.parameterCount]).toEqual([4, 5])
    // The tolerance leaves 1e-7 nats per sample to be gained.
    expect(total(varying, 272)).toBeGreaterThan(total(equal, 272) - 272 * 1e-7)
  })

  it('are shared by components if the structure says so', async () => {
    const { model: tied } = await fitGaussianMixture(iris, { components: 3, covarianceType: 'tied' })
    expect(tied.componentCovariance(0)).toEqual(tied.componentCovariance(2))
  })
})

describe('Init', () => {
  const from = async (initialize: NonNullable<mixtura.FitOptions['initialize']>): Promise<number> =>
    total(await fitGaussianMixture(oldFaithful, { components: 2, initialize }), 272)

  it.each(['k-means++', 'k-means', 'random', 'hierarchical', 'quantiles'] as const)('from %s reaches the optimum', async method => {
    expect(await from(method)).toBeCloseTo(optimum, 4)
  })

  it('from labels, responsibilities (random ones too), and a mixture by covariances or precisions', async () => {
    const labels = Array.from(waiting.data, minutes => (minutes < 68 ? 1 : 0))
    expect(await from({ labels })).toBeCloseTo(optimum, 4)
    const random = mixtura.createRandom(1)
    const data = Float64Array.from({ length: 544 }, () => random.uniform())
    expect(await from({ responsibilities: matrix(data, 272, 2) })).toBeCloseTo(optimum, 3)
    const { weights, means, covariances } = model
    expect(await from({ weights, means, covariances })).toBeCloseTo(optimum, 4)
    const precisions = [0, 1].map(k => {
      const [a, b, , d] = model.componentCovariance(k)
      return [d, -b, -b, a].map(value => value / (a * d - b * b))
    })
    expect(await from({ weights, means, precisions })).toBeCloseTo(optimum, 4)
  })

  it('in one column cuts at quantiles, by weight', async () => {
    const start = await fitGaussianMixture([[1], [2], [3], [10], [11], [12]], { components: 2, initialize: 'quantiles', maxIterations: 0 })
    expect(Array.from(start.model.means).sort((a, b) => a - b)).toEqual([2, 11])
    const weighted = await fitGaussianMixture([[1], [2], [3], [10]], {
      components: 2, initialize: 'quantiles', maxIterations: 0, sampleWeights: Float64Array.of(2, 2, 1, 1),
    })
    // The total weight is six. The middle of the weight of row 2 is exactly at three, so that row belongs to the upper half.
    expectClose(weighted.model.means.slice().sort((a, b) => a - b), [1, 17 / 4], { relative: 1e-14 })
  })

  it('by a tree uses row weights: weight 2 is the row twice', async () => {
    const weights = Float64Array.from({ length: 150 }, (_, row) => 1 + (row % 2))
    const twice = matrix(Float64Array.from([...iris.data, ...Array.from({ length: 75 }, (_, i) => Array.from(iris.data.subarray(8 * i + 4, 8 * i + 8))).flat()]), 225, 4)
    const weighted = await hierarchicalClustering(iris, { sampleWeights: weights })
    const repeated = await hierarchicalClustering(twice)
    expectClose(weighted.rises.slice(-10), repeated.rises.slice(-10), { relative: 1e-9, floor: 1 })
    expect(weighted.labelsAt(3)).toEqual(repeated.labelsAt(3).slice(0, 150))
  })
})

describe('Restarts', () => {
  it('keep the most likely of several starts, and a record of each', async () => {
    const fit = await fitGaussianMixture(iris, { components: 4, starts: 6, initialize: 'random', covarianceType: 'diag' })
    const ends = fit.starts.filter(({ collapsed }: StartRecord) => !collapsed).map(({ meanLogLikelihood }) => meanLogLikelihood)
    expect(fit.starts).toHaveLength(6)
    expect(fit.logLikelihoods.at(-1)).toBe(Math.max(...ends))
    expect(new Set(ends.map(end => end.toFixed(6))).size).toBeGreaterThan(1)
  })
})

describe('Regularise', () => {
  it('adds relative or absolute regularisation', async () => {
    const relative = await fitGaussianMixture([[1], [3]], { components: 1, regularization: { relative: 0.5 } })
    const absolute = await fitGaussianMixture([[1], [3]], { components: 1, regularization: { absolute: 0.25 } })
    expectClose([...relative.model.covariances, ...absolute.model.covariances], [1.5, 1.25], { relative: 1e-15 })
  })

  it('by a conjugate prior or a bound on the eigenvalue ratio prevents collapse; otherwise a collapse is reported', async () => {
    const repeatedValue = [...Array.from({ length: 30 }, (_, row) => [Math.sin(row)]), ...Array.from({ length: 30 }, () => [60])]
    expect((await fitGaussianMixture(repeatedValue, { components: 2 })).collapsed).toBe(true)
    const { collapsed, model: posteriorMode } = await fitGaussianMixture(iris, { components: 5, prior: {} })
    expect(collapsed).toBe(false)
    expect(posteriorMode.componentCovariance(4)[15]).toBeGreaterThan(1e-3)
    const bounded = await fitGaussianMixture(iris, { components: 5, maxEigenvalueRatio: 50 })
    expect(bounded.collapsed).toBe(false)
    expect(spreadOfEigenvalues(bounded.model)).toBeLessThan(50 * (1 + 1e-9))
  })
})

describe('Convergence', () => {
  it('depends on the remaining gain: a tolerance of 1e-4 leaves less than that', async () => {
    const fit = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'tied', tolerance: 1e-4, acceleration: 'none' })
    expect(fit.converged).toBe(true)
    expect(-1126.315928 / 272 - fit.logLikelihoods.at(-1)!).toBeLessThan(1e-4)
    const capped = await fitGaussianMixture(oldFaithful, { components: 3, maxIterations: 2, tolerance: 0, starts: 1 })
    expect([capped.converged, capped.iterations]).toEqual([false, 2])
  })
})

describe('Trace', () => {
  it('reports every iteration, during the fit and in its result', async () => {
    const seen: number[] = []
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 2, starts: 1, onIteration: ({ meanLogLikelihood }) => void seen.push(meanLogLikelihood),
    })
    expect(fit.logLikelihoods).toEqual(seen)
    expect(seen.length).toBe(fit.iterations + 1)
  })
})

describe('Warm start', () => {
  it('continues from a model: 2 + 3 iterations equal 5', async () => {
    const options = { components: 2, tolerance: 0, starts: 1 } as const
    const two = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 2 })
    const five = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 3, initialize: two.model })
    const whole = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 5 })
    expect(five.logLikelihoods.at(-1)).toBe(whole.logLikelihoods.at(-1))
  })
})

describe('Bayesian', () => {
  it.each(['dirichlet', 'dirichlet-process'] as const)('variational Bayes with a %s prior keeps 2 of 6 components', async weights => {
    const fit = await fitBayesianGaussianMixture(oldFaithful, { components: 6, prior: { weights, weightConcentration: 1e-3 }, tolerance: 1e-8 })
    expect(Array.from(fit.model.weights).filter(weight => weight > 0.01)).toHaveLength(2)
    expect(fit.posterior.degreesOfFreedom.length).toBe(6)
  })

  it('EM finds the posterior mode with a conjugate prior', async () => {
    const fit = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'EEE', prior: {} })
    expect(total(fit, 272)).toBeCloseTo(-1126.427, 2) // within the tolerance of 1e-7 per sample
  })
})

describe('Row weights', () => {
  const weights = Float64Array.from({ length: 272 }, (_, row) => row % 3)
  const repeated = Array.from(weights).flatMap((weight, row) =>
    new Array<Float64Array>(weight).fill(Float64Array.from(oldFaithful.data.subarray(2 * row, 2 * row + 2))),
  )

  it('count in fits, criteria and selections', async () => {
    const weighted = await fitGaussianMixture(oldFaithful, { components: 2, sampleWeights: weights })
    const plain = await fitGaussianMixture(repeated, { components: 2 })
    expectClose(weighted.model.means, plain.model.means, { relative: 1e-4 }) // other starts, within the tolerance
    expectClose([await weighted.model.bic(oldFaithful, { sampleWeights: weights })], [await plain.model.bic(repeated)], { relative: 1e-7 })
    const grid = { components: { minimum: 2, maximum: 2 }, covarianceTypes: ['tied'] } as const
    const [ours, theirs] = [await selectGaussianMixture(oldFaithful, { ...grid, sampleWeights: weights }), await selectGaussianMixture(repeated, grid)]
    expectClose([ours.table[0].bic!], [theirs.table[0].bic!], { relative: 1e-7 })
  })

  it('count in t mixtures and in mixtures with noise', async () => {
    const initialize = { weights: model.weights, means: model.means, covariances: model.covariances }
    const options = { components: 2, initialize, tolerance: 0, maxIterations: 6 }
    const [weighted, plain] = [await fitStudentMixture(oldFaithful, { ...options, sampleWeights: weights }), await fitStudentMixture(repeated, options)]
    expectClose(weighted.logLikelihoods, plain.logLikelihoods, { relative: 1e-9 })
    expectClose(weighted.model.degreesOfFreedom, plain.model.degreesOfFreedom, { relative: 1e-6 })
    const noisy = { ...options, volume: 200 }
    const ends = [await fitNoiseMixture(oldFaithful, { ...noisy, sampleWeights: weights }), await fitNoiseMixture(repeated, noisy)]
    expectClose([ends[0].model.noiseWeight], [ends[1].model.noiseWeight], { relative: 1e-6 })
  })
})

describe('Missing values', () => {
  const holed = matrix(Float64Array.from(iris.data, (value, at) => ((at * 13) % 7 === 0 ? NaN : value)), 150, 4)

  it('are integrated out in fits and scores, for every structure', async () => {
    const fit = await fitGaussianMixture(holed, { components: 3, missing: 'marginalize' })
    const labels = await fit.model.predict(holed, { missing: 'marginalize' })
    expect(adjustedRandIndex(labels, irisSpecies)).toBeGreaterThan(0.75) // 0.90 without missing cells
    const own = await fit.model.meanLogLikelihood(holed, { missing: 'marginalize' })
    expectClose([own], [fit.logLikelihoods.at(-1)!], { relative: 1e-12 })
  })

  it('are filled with their conditional means, and refused without the option missing', async () => {
    const gaussian = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[1, 10]], covariances: [[[4, 2], [2, 5]]] })
    expectClose((await imputeMissing(gaussian, [[3, NaN]])).data, [3, 11], { relative: 1e-14 })
    for (const fit of [fitGaussianMixture, fitStudentMixture, fitNoiseMixture]) {
      await expect(fit(holed, { components: 2 })).rejects.toMatchObject({ code: 'non-finite-values' })
    }
  })
})

describe('Streaming / mini-batch', () => {
  it('one pass in batches of 100 comes within 0.02 nats per sample of the batch optimum', async () => {
    const truth = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [0.6, 0.4], means: [[0, 0], [5, 0]], covariances: [[[1, 0.3], [0.3, 1]], [[0.5, 0], [0, 1]]] })
    const { samples } = truth.sample(4000, { seed: 1 })
    let online = startOnlineFit({ model: (await fitGaussianMixture(part(samples, 0, 100), { components: 2 })).model })
    for (let from = 0; from < 4000; from += 100) online = await partialFit(online, part(samples, from, from + 100))
    const batch = await fitGaussianMixture(samples, { components: 2 })
    expect(batch.logLikelihoods.at(-1)! - (await online.model.meanLogLikelihood(samples))).toBeLessThan(0.02)
    expect(online.steps).toBe(40)
  })
})

describe('Out of core, exact', () => {
  it('works on chunks that are read again for each pass, and on merged statistics of parts', async () => {
    const chunks = [part(oldFaithful, 0, 100), part(oldFaithful, 100, 272)]
    const fit = await fitGaussianMixture(await chunksSource(() => chunks), { components: 2 })
    expect(total(fit, 272)).toBeCloseTo(optimum, 4)
    const request = { scatter: 'full' } as const
    const sums = await Promise.all(chunks.map(async chunk => (await samplesSource(chunk)).accumulate(model, request)))
    const whole = await (await samplesSource(oldFaithful)).accumulate(model, request)
    expectClose(sums.reduce(mergeStatistics).scatters, whole.scatters, { relative: 1e-12, floor: 1 })
  })
})

describe('GPU', () => {
  // For this package a device is a source of statistics: EM works without rows in memory. The tensor package has such a source
  // for the GPU.
  it('a fit accepts any source of statistics, here one whose rows are values of a function', async () => {
    const rows = 4000
    const at = (row: number): number => (row % 2 === 0 ? -5 : 5) + Math.sin(row) // density of a sine: variance ½
    const elsewhere: StatisticsSource = {
      rows,
      columns: 1,
      async accumulate({ components, weights, means, covariances }, { scatter }) {
        const statistics = {
          scatter, components, columns: 1, rows, totalWeight: rows, logLikelihood: 0, centres: means,
          counts: new Float64Array(components), sums: new Float64Array(components), scatters: new Float64Array(components),
        }
        let logLikelihood = 0
        for (let row = 0; row < rows; row++) {
          const densities = Array.from(weights, (weight, k) => (weight * Math.exp((-0.5 * (at(row) - means[k]) ** 2) / covariances[k])) / Math.sqrt(2 * Math.PI * covariances[k]))
          const density = densities.reduce((sum, value) => sum + value, 0)
          logLikelihood += Math.log(density)
          densities.forEach((value, k) => {
            const [share, centred] = [value / density, at(row) - means[k]]
            statistics.counts[k] += share
            statistics.sums[k] += share * centred
            statistics.scatters[k] += share * centred ** 2
          })
        }
        return { ...statistics, logLikelihood }
      },
      draw: async count => ({ samples: matrix(Float64Array.from({ length: Math.min(count, rows) }, (_, row) => at(row)), Math.min(count, rows), 1) }),
    }
    const fit = await fitGaussianMixture(elsewhere, { components: 2 })
    expect(fit.converged).toBe(true)
    expectClose(fit.model.means.slice().sort(), [-5, 5], { relative: 0.01 }) // the mean of sines of whole numbers tends to 0
    expectClose(fit.model.covariances, [0.5, 0.5], { relative: 0.01 })
  })
})

describe('Sampling', () => {
  it.each(['full', 'diag', 'spherical', 'tied'] as const)('has the moments of the mixture and depends only on the seed of the call, %s', async covarianceType => {
    const fit = await fitGaussianMixture(oldFaithful, { components: 1, covarianceType })
    const { samples } = fit.model.sample(10_000, { seed: 3 })
    expect(fit.model.sample(10_000, { seed: 3 }).samples).toEqual(samples)
    const { model: again } = await fitGaussianMixture(samples, { components: 1, covarianceType })
    const covariance = fit.model.componentCovariance(0)
    for (const i of [0, 1]) {
      const variance = covariance[3 * i]
      // For 10,000 rows the standard errors are √(σ² / N) for a mean and 1.4 % for a variance; the tolerances are four each.
      expect(Math.abs(again.means[i] - fit.model.means[i])).toBeLessThan(4 * Math.sqrt(variance / 10_000))
      expect(Math.abs(again.componentCovariance(0)[3 * i] / variance - 1)).toBeLessThan(0.057)
    }
  })

  it('of t mixtures has the variance of their degrees of freedom', async () => {
    const { model: student } = await fitStudentMixture(waiting, { components: 1, degreesOfFreedom: 8 })
    const data = Float64Array.from(student.sample(10_000, { seed: 2 }).samples.data)
    const variance = data.reduce((sum, x) => sum + (x - student.means[0]) ** 2 / 10_000, 0)
    expect(variance / ((8 / 6) * student.scales[0])).toBeCloseTo(1, 1) // √(κ - 1) / 100 = 1.9 % standard error
  })
})

describe('Scoring', () => {
  it('is by log-density, posterior, label, uncertainty and distance', async () => {
    const [logDensity] = await model.logDensity([[3.6, 79]])
    const { data } = await model.responsibilities([[3.6, 79]])
    expect(logDensity).toBeCloseTo(-4.636805, 3) // scikit-learn with a smaller tolerance than its default
    expect(data[0] + data[1]).toBeCloseTo(1, 15)
    expect((await model.predict([[3.6, 79]]))[0]).toBe(data[0] > data[1] ? 0 : 1)
    expect(1 - Math.max(...data)).toBeLessThan(1e-4) // mclust's uncertainty
    const standard = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [1], means: [[1, 2]], covariances: [[4, 9]] })
    expect((await mahalanobisDistances(standard, [[3, 5]])).data[0]).toBeCloseTo(Math.SQRT2, 14)
    expect(await model.meanLogLikelihood(oldFaithful)).toBeCloseTo(optimum / 272, 6)
  })

  it('in one column also by probability and its inverse, the quantile', () => {
    const normal = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[10]], covariances: [4] })
    expectClose(cumulativeProbability(normal, [10 - 2 * 1.959963984540054, 10, 10 + 2 * 1.959963984540054]), [0.025, 0.5, 0.975], { relative: 1e-14 })
    const one = model.marginal([1])
    const probabilities = [1e-300, 1e-9, 0.05, 0.5, 0.95, 1 - 1e-9]
    expectClose(cumulativeProbability(one, quantile(one, probabilities)), probabilities, { relative: 1e-12 })
  })
})

describe('IC', () => {
  it('are AIC, BIC, ICL in both conventions, and the bootstrapped likelihood ratio', async () => {
    expect(await model.aic(oldFaithful)).toBeCloseTo(-2 * optimum + 2 * 11, 3)
    expect(await model.bic(oldFaithful)).toBeCloseTo(2322.191743, 3) // mclust's -2322.1917
    expect(await model.icl(oldFaithful, { assignment: 'soft' })).toBeGreaterThan(await model.icl(oldFaithful, { assignment: 'hard' }))
    const test = await bootstrapLikelihoodRatio(oldFaithful, { components: 1, replicates: 19 })
    // No replicate gains as much as two components do on the data; a replicate whose fit collapses does not count.
    expect(test.failed).toBeLessThanOrEqual(2)
    expect(test.pValue).toBe(1 / (20 - test.failed))
  })
})

describe('Model selection helper', () => {
  it('tries structures and numbers of components, by any criterion', async () => {
    const grid = { components: { minimum: 1, maximum: 4 }, covarianceTypes: ['EEE', 'VVV', 'EEI', 'VVI'] } as const
    const { best, table } = await selectGaussianMixture(oldFaithful, grid)
    expect([best.model.covarianceType, best.model.components]).toEqual(['EEE', 3]) // like mclust
    expect(table).toHaveLength(16)
    expect(table[0].bic).toBeCloseTo(2314.295678, 3)
    const held = await crossValidatedLogLikelihood(oldFaithful, { components: 2, folds: 5 })
    expect(held.meanLogLikelihood).toBeLessThan(optimum / 272) // rows that were not seen
    expect(held.meanLogLikelihood).toBeGreaterThan(optimum / 272 - 0.1)
  })
})

describe('Conditional / marginal', () => {
  it('of one Gaussian are linear regression, and p(x, y) = p(y given x) p(x)', async () => {
    const gaussian = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[1, 1.5]], covariances: [[[4, 2], [2, 3]]] })
    const { means, covariances } = await regress(gaussian, [[3]], { predictors: [0] })
    expectClose([means.data[0], covariances[0]], [2.5, 2], { relative: 1e-14 })
    const [joint] = await model.logDensity([[3, 70]])
    const [x] = await model.marginal([0]).logDensity([[3]])
    const [y] = await model.conditional({ given: [0], values: [3] }).logDensity([[70]])
    expect(x + y).toBeCloseTo(joint, 12)
  })
})

describe('Anomaly helper', () => {
  it('calls the given share of rows anomalous, and finds the region of highest density', async () => {
    const threshold = await anomalyThreshold(model, oldFaithful, { quantile: 0.05 })
    expect((await isAnomalous(model, oldFaithful, threshold)).reduce((sum, flag) => sum + flag, 0)).toBe(13) // ⌊0.05 · 272⌋
    const normal = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0]], covariances: [1] })
    expect(await regionThreshold(normal, { probability: 0.95 })).toBeCloseTo(-0.5 * (Math.log(2 * Math.PI) + 1.959963984540054 ** 2), 12)
    expect(Array.from(await insideRegion(normal, [[1.95], [1.97]], { probability: 0.95 }))).toEqual([1, 0])
  })
})

describe('Robust', () => {
  const clean = GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [0.5, 0.5], means: [[0, 0], [8, 0]], covariances: [1, 1] })
  const random = mixtura.createRandom(5)
  const clutter = Array.from({ length: 20 }, () => [40 * random.uniform() - 16, 40 * random.uniform() - 20])
  const { samples, labels } = clean.sample(400, { seed: 6 })
  const dirty = [...Array.from({ length: 400 }, (_, row) => Array.from(samples.data.subarray(2 * row, 2 * row + 2))), ...clutter]

  it('t mixtures with estimated degrees of freedom find their centres despite outliers', async () => {
    const { model: student } = await fitStudentMixture(dirty, { components: 2 })
    const centres = [0, 1].map(k => student.means[2 * k]).sort((a, b) => a - b)
    expectClose(centres, [0, 8], { relative: 0.3, floor: 1 }) // four standard errors of 200 rows
    expect(Math.min(...student.degreesOfFreedom)).toBeLessThan(10) // one component has the outliers in its tail
  })

  it('the uniform noise component absorbs the noise rows', async () => {
    const { model: noisy } = await fitNoiseMixture(dirty, { components: 2 })
    const found = await noisy.predict(dirty)
    expect(adjustedRandIndex(found.slice(0, 400), labels)).toBeGreaterThan(0.9)
    expect(found.slice(400).filter(label => label === noiseLabel).length).toBeGreaterThan(14)
    expect(noisy.noiseWeight).toBeGreaterThan(0.02)
  })
})

describe('Hierarchy / merging', () => {
  it('has a tree over rows, levels of a mixture, merged components, and modes of the density', async () => {
    const tree = await hierarchicalClustering(oldFaithful)
    expect(adjustedRandIndex(tree.labelsAt(2), await model.predict(oldFaithful))).toBeGreaterThan(0.9)
    const { model: three } = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'EEE' })
    const { levels } = hierarchicalMixture(three, [2])
    const joined = levels.find(({ components }) => components === 2)!.members
    expect(joined.map(members => members.length).sort()).toEqual([1, 2])
    const merging = await mergeComponents(three, oldFaithful)
    expect(merging.clustersAt(2).map(members => Array.from(members))).toEqual([[0, 2], [1]]) // like clustCombi
    const { modes, labels } = await densityModes(three)
    expect([modes.rows, Array.from(labels)]).toEqual([2, [0, 1, 0]])
    const step = 1e-4
    for (let k = 0; k < 2; k++) {
      const peak = Array.from(modes.data.subarray(2 * k, 2 * k + 2))
      const around = [[step, 0], [-step, 0], [0, 10 * step], [0, -10 * step]].map(([a, b]) => [peak[0] + a, peak[1] + b])
      const [height] = await three.logDensity([peak])
      for (const lower of await three.logDensity(around)) expect(lower).toBeLessThan(height)
    }
  })
})

describe('Classifier / semi-supervised', () => {
  it('is MclustDA or EDDA, cross-validated', async () => {
    const eddaFit = await fitMixtureClassifier(iris, irisSpecies, { method: 'EDDA', covarianceTypes: ['VEV'] })
    expect(eddaFit.bic).toBeCloseTo(565.8238, 2) // mclust 565.8236, without regularisation
    const mixtures = await fitMixtureClassifier(iris, irisSpecies, { covarianceTypes: ['EEE'], components: { minimum: 1, maximum: 2 } })
    expect((await mixtures.classifier.predict(iris)).filter((label, row) => label !== irisSpecies[row]).length).toBeLessThan(6)
    const judged = await crossValidatedClassification(iris, irisSpecies, { method: 'EDDA', covarianceTypes: ['EEE'], folds: 10 })
    expect(judged.errorRate).toBeLessThan(0.04) // linear discriminant analysis on iris: 3 of 150
    expect(judged.predictions.filter((label, row) => label !== irisSpecies[row]).length / 150).toBe(judged.errorRate)
    expect(judged.brierScore).toBeGreaterThan(0)
    expect(judged.brierScore).toBeLessThan(judged.errorRate)
  })

  it('learns from a few labels: every tenth row of iris is known', async () => {
    const labelPriors = matrix(
      Float64Array.from(irisSpecies.flatMap((species, row) => (row % 10 === 0 ? [0, 1, 2].map(k => (k === species ? 1 : 0)) : [1, 1, 1]))), 150, 3,
    )
    const { model: learned } = await fitGaussianMixture(iris, { components: 3, labelPriors })
    const predicted = await learned.predict(iris)
    expect(predicted.filter((label, row) => label === irisSpecies[row]).length).toBeGreaterThan(140)
  })
})

describe('Uncertainty', () => {
  it.each(['nonparametric', 'weighted-likelihood', 'parametric', 'jackknife'] as const)('of a mean by %s is sd / √n', async kind => {
    const samples = Array.from(waiting.data.subarray(0, 100), x => [x])
    const { model: one } = await fitGaussianMixture(samples, { components: 1 })
    const { means } = await bootstrapUncertainty(samples, one, { kind, ...(kind !== 'jackknife' && { replicates: 200 }) })
    const expected = Math.sqrt(one.covariances[0] / (kind === 'jackknife' ? 99 : 100))
    // A standard deviation from 200 replicates has an error of 5 %; the tolerance is four of these. The jackknife is exact,
    // except for the regularisation.
    expect(Math.abs(means.standardErrors[0] / expected - 1)).toBeLessThan(kind === 'jackknife' ? 1e-5 : 0.2)
  })

  it('of all parameters is the posterior of variational Bayes', async () => {
    const { posterior } = await fitBayesianGaussianMixture(oldFaithful, { components: 2 })
    expect(posterior.meanPrecisions[0] + posterior.meanPrecisions[1]).toBeCloseTo(2 * 1 + 272, 8) // β₀ + N_k each
  })
})

describe('Constraints', () => {
  it('equal weights are fixed, do not count as parameters, and are not more likely than free ones', async () => {
    const free = await fitGaussianMixture(iris, { components: 3 })
    const equal = await fitGaussianMixture(iris, { components: 3, weights: 'equal' })
    expect(Array.from(equal.model.weights)).toEqual([1 / 3, 1 / 3, 1 / 3])
    expect([free.parameterCount, equal.parameterCount]).toEqual([44, 42])
    expect(total(equal, 150)).toBeLessThan(total(free, 150))
    expect(await equal.model.bic(iris, { parameterCount: equal.parameterCount })).toBeCloseTo(-2 * total(equal, 150) + 42 * Math.log(150), 6)
    const { table } = await selectGaussianMixture(iris, { components: [3], covarianceTypes: ['full'], weights: 'equal' })
    expect(table[0].parameterCount).toBe(42)
  })

  it('frozen parts stay fixed, and do not count as parameters', async () => {
    const { weights, means, covariances } = model
    const fit = await fitGaussianMixture(oldFaithful, { components: 2, initialize: { weights, means, covariances }, frozen: { means: [0], weights: true } })
    expect(fit.model.componentMean(0)).toEqual(model.componentMean(0))
    expect(fit.parameterCount).toBe(11 - 1 - 2)
  })

  it('the likelihood rises with the bound on the eigenvalue ratio, from spheres of one size to free covariances', async () => {
    const ends: number[] = []
    for (const maxEigenvalueRatio of [1, 5, 100]) {
      const fit = await fitGaussianMixture(iris, { components: 3, maxEigenvalueRatio })
      expect(spreadOfEigenvalues(fit.model)).toBeLessThan(maxEigenvalueRatio * (1 + 1e-9))
      for (let i = 1; i < fit.logLikelihoods.length; i++) expect(fit.logLikelihoods[i]).toBeGreaterThan(fit.logLikelihoods[i - 1] - 1e-9)
      ends.push(total(fit, 150))
    }
    expect(ends[0]).toBeCloseTo(-401.8022, 3) // EII
    expect(ends[1]).toBeGreaterThan(ends[0])
    expect(ends[2]).toBeCloseTo(-180.1855, 3) // VVV, which stays within the bound
  })
})

describe('Serialise', () => {
  it('as JSON with a version, to the same bits', () => {
    const text = JSON.stringify(model)
    expect(GaussianMixture.fromJSON(JSON.parse(text)).toJSON()).toEqual(model.toJSON())
    expect(JSON.parse(text)).toMatchObject({ version: 1 })
  })
})

describe('Parallel', () => {
  // statistics/threads.test.ts and selection/parallelSelection.test.ts test threads, because these need the build.
  it('merged E-steps of parts give the same M-step as one E-step', async () => {
    const sources = await Promise.all([0, 1, 2, 3].map(i => samplesSource(part(oldFaithful, 68 * i, 68 * i + 68))))
    const together: StatisticsSource = {
      rows: 272,
      columns: 2,
      accumulate: async (mixture, request) => (await Promise.all(sources.map(source => source.accumulate(mixture, request)))).reduce(mergeStatistics),
      draw: async (count, random) => (await samplesSource(oldFaithful)).draw(count, random),
    }
    const [parallel, alone] = [await fitGaussianMixture(together, { components: 2 }), await fitGaussianMixture(oldFaithful, { components: 2 })]
    expectClose(parallel.logLikelihoods, alone.logLikelihoods, { relative: 1e-10 })
  })
})

/** Ratio of the largest eigenvalue of all covariances to the smallest. */
function spreadOfEigenvalues(mixture: GaussianMixture): number {
  const all = Array.from({ length: mixture.components }, (_, k) => Array.from(mixtura.symmetricEigen(mixture.componentCovariance(k), mixture.columns).values)).flat()
  return Math.max(...all) / Math.min(...all)
}
