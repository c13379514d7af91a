// The tests of this folder check 31 behaviours that any Gaussian mixture library should have: algebra (1-7), invariants of EM
// (8-15), invariances of the data (16-19), weights, batches and missing cells (20-23), sampling and conditionals (24-26),
// failures (27-28), variational Bayes (29-30), persistence (31). Each test runs on all structures, and on all kernels if it
// uses kernels.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import type { CovarianceType, NamedCovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'
import { fitGaussianMixture, GaussianMixture, matrix } from '../index.js'
import { noise } from '../testing/blobs.js'
import { denseGaussian } from '../testing/denseGaussian.js'
import { everyStructure } from '../testing/everyStructure.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris, irisSpecies } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { randomMixture } from '../testing/randomMixture.js'
import { storedCovariances } from '../testing/storedCovariances.js'

/** [150, 3] random responsibilities; rows sum to 1. */
const responsibilities = ((): ReturnType<typeof matrix> => {
  const random = createRandom(6)
  const data = Float64Array.from({ length: 450 }, () => random.uniform())
  for (let n = 0; n < 150; n++) {
    const row = data.subarray(3 * n, 3 * n + 3)
    const sum = row[0] + row[1] + row[2]
    row.forEach((value, k) => (row[k] = value / sum))
  }
  return matrix(data, 150, 3)
})()

/** The M-step from these responsibilities through the public API: a start without iterations. */
const mStepOf = async (covarianceType: CovarianceType, kernels: (typeof kernelNames)[number]): Promise<GaussianMixture> =>
  (
    await fitGaussianMixture(iris, {
      components: 3, covarianceType, kernels, initialize: { responsibilities }, regularization: { absolute: 0 }, maxIterations: 0,
    })
  ).model

/** [K] soft count, mean and covariance by their definitions in two passes, in the canonical order of the model. */
function momentsOfResponsibilities(): { readonly count: number; readonly mean: number[]; readonly covariance: number[] }[] {
  const moments = [0, 1, 2].map(k => {
    const share = (n: number): number => responsibilities.data[3 * n + k]
    let count = 0
    for (let n = 0; n < 150; n++) count += share(n)
    const mean = [0, 1, 2, 3].map(i => {
      let sum = 0
      for (let n = 0; n < 150; n++) sum += share(n) * iris.data[4 * n + i]
      return sum / count
    })
    const covariance = Array.from({ length: 16 }, (_, at) => {
      const [i, j] = [Math.floor(at / 4), at % 4]
      let sum = 0
      // The product of sqrt(r) times the centred rows with its transpose.
      for (let n = 0; n < 150; n++) {
        const root = Math.sqrt(share(n))
        sum += root * (iris.data[4 * n + i] - mean[i]) * root * (iris.data[4 * n + j] - mean[j])
      }
      return sum / count
    })
    return { count, mean, covariance }
  })
  return moments.sort((a, b) => b.count - a.count)
}

/** Rounding error of sums of 150 products of numbers up to 8. */
const rounding = { relative: 1e-12, floor: 1 }

describe.each(kernelNames)('moments, kernels %s', kernels => {
  it('1. the weighted covariance with responsibilities 1 is the biased sample covariance', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 1, kernels, regularization: { absolute: 0 } })
    const mean = [0, 1, 2, 3].map(i => Array.from(iris.data).filter((_, at) => at % 4 === i).reduce((sum, x) => sum + x / 150, 0))
    const expected = Array.from({ length: 16 }, (_, at) => {
      let sum = 0
      for (let n = 0; n < 150; n++) sum += (iris.data[4 * n + Math.floor(at / 4)] - mean[Math.floor(at / 4)]) * (iris.data[4 * n + (at % 4)] - mean[at % 4])
      return sum / 150
    })
    expectClose(model.means, mean, rounding)
    expectClose(model.covariances, expected, rounding)
  })

  it('1. the weighted covariance with responsibilities r is that of rows scaled by sqrt(r) and centred', async () => {
    const model = await mStepOf('full', kernels)
    momentsOfResponsibilities().forEach(({ count, mean, covariance }, k) => {
      expectClose([model.weights[k]], [count / 150], rounding)
      expectClose(model.componentMean(k), mean, rounding)
      expectClose(model.componentCovariance(k), covariance, rounding)
    })
  })

  it('2. tied = sum(n_k full_k) / n, diag = the diagonal of full, spherical = the mean of diag', async () => {
    const moments = momentsOfResponsibilities()
    const tied = Array.from({ length: 16 }, (_, at) => moments.reduce((sum, { count, covariance }) => sum + (count * covariance[at]) / 150, 0))
    const diag = moments.flatMap(({ covariance }) => [0, 5, 10, 15].map(at => covariance[at]))
    const spherical = moments.map(({ covariance }) => (covariance[0] + covariance[5] + covariance[10] + covariance[15]) / 4)
    expectClose((await mStepOf('tied', kernels)).covariances, tied, rounding)
    expectClose((await mStepOf('diag', kernels)).covariances, diag, rounding)
    expectClose((await mStepOf('spherical', kernels)).covariances, spherical, rounding)
    for (const [alias, letters] of [['full', 'VVV'], ['tied', 'EEE'], ['diag', 'VVI'], ['spherical', 'VII']] as const) {
      expect((await mStepOf(letters, kernels)).covariances).toEqual((await mStepOf(alias, kernels)).covariances)
    }
  })

  it('2. spherical of centred data is the variance of the flattened data', async () => {
    const { means } = (await fitGaussianMixture(iris, { components: 1, kernels })).model
    const centred = matrix(Float64Array.from(iris.data, (value, at) => value - means[at % 4]), 150, 4)
    const { model } = await fitGaussianMixture(centred, { components: 1, covarianceType: 'spherical', kernels, regularization: { absolute: 0 } })
    expectClose(model.covariances, [Array.from(centred.data).reduce((sum, x) => sum + x * x, 0) / 600], rounding)
  })
})

it.each(everyStructure)('3. precisions and log-determinants of a fit are those of its covariances, %s', async (_, covarianceType) => {
  const { model } = await fitGaussianMixture(iris, { components: 3, covarianceType, initialize: { labels: irisSpecies } })
  const components = [0, 1, 2].map(k => denseGaussian(model.componentCovariance(k), 4))
  const expected = Array.from({ length: 150 }, (__, n) => {
    const terms = components.map(({ logDeterminant, solve }, k) => {
      const centred = [0, 1, 2, 3].map(i => iris.data[4 * n + i] - model.means[4 * k + i])
      const distance = solve(centred).reduce((sum, value, i) => sum + value * centred[i], 0)
      return Math.log(model.weights[k]) - 0.5 * (4 * Math.log(2 * Math.PI) + logDeterminant + distance)
    })
    const largest = Math.max(...terms)
    return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0))
  })
  // Covariances of iris have condition numbers of about 100, and squared distances reach about 100.
  expectClose(await model.logDensity(iris), expected, { relative: 1e-11, floor: 1 })
})

it('4. log density equals the product of univariate densities if all types have the same diagonal covariance', async () => {
  const samples = noise(200, 3, 1)
  const variance = 1.7
  const diagonal = five((i, j) => (i === j ? variance : 0)).slice(0, 3).map(row => row.slice(0, 3))
  const weights = [0.6, 0.4]
  const means = [[0, 1, -1], [2, 0, 0.5]]
  const naive = Array.from({ length: 200 }, (_, n) => {
    const densities = weights.map((weight, k) =>
      means[k].reduce((product, mean, i) => {
        const centred = samples.data[3 * n + i] - mean
        return (product * Math.exp((-0.5 * centred ** 2) / variance)) / Math.sqrt(2 * Math.PI * variance)
      }, weight),
    )
    return Math.log(densities[0] + densities[1])
  })
  for (const covarianceType of covarianceTypes) {
    const mixture = GaussianMixture.fromParameters({
      covarianceType, weights, means, covariances: storedCovariances(covarianceType, [diagonal.flat(), diagonal.flat()], 3),
    })
    expectClose(await mixture.logDensity(samples), naive, { relative: 1e-13, floor: 1 })
  }
})

it('4. log density equals a 60-digit reference far from the origin and under covariances of condition 5e5', async () => {
  // Hilbert's matrix, and a rank-one matrix plus a ridge; evaluated in 60 digits from these float64 inputs.
  const hilbert = five((i, j) => 1 / (i + j + 1))
  const ridge = five((i, j) => (i === j ? 2 : 0) + 1e4 * (i + 1) * (j + 1))
  const mixture = GaussianMixture.fromParameters({
    covarianceType: 'full',
    weights: [0.25, 0.75],
    means: [[1e6, -2e6, 3e6, 0, 5.5], [1e6 + 0.5, -2e6 + 0.25, 3e6, 0.125, 5]],
    covariances: [hilbert, ridge],
  })
  const logDensities = await mixture.logDensity([
    [1e6, -2e6, 3e6, 0, 5.5],
    [1e6 + 1, -2e6 + 0.5, 3e6 + 0.25, 0.25, 5.75],
    [1e6 - 0.5, -2e6, 3e6 + 0.5, 0.125, 5.5],
    [1e6 + 100, -2e6 + 200, 3e6 + 300, 400, 505],
  ])
  const expected = [7.173739603696766, -12.952153177780669, -13.239723708774193, -13.449037166384347]
  expectClose(logDensities, expected, { relative: 1e-9 })
  // Far in the tail of the first component: a squared distance of 5e4 also keeps its digits.
  const narrow = GaussianMixture.fromParameters({
    covarianceType: 'full', weights: [1], means: [[1e6, -2e6, 3e6, 0, 5.5]], covariances: [hilbert],
  })
  const tail = await narrow.logDensity([[1e6 - 0.5, -2e6, 3e6 + 0.5, 0.125, 5.5], [1e6 + 100, -2e6 + 200, 3e6 + 300, 400, 505]])
  expectClose(tail, [-3792.064966031855, -26469003.93995604], { relative: 1e-9 })
})

const mixtureOf = (...of: Parameters<typeof randomMixture>): GaussianMixture => GaussianMixture.fromParameters(randomMixture(...of))

describe.each(everyStructure)('%s', (_name, covarianceType) => {
  it('5. responsibilities sum to 1, predict is their argmax, the mean log-likelihood is that of the log-densities', async () => {
    await fc.assert(
      fc.asyncProperty(
        // One factor needs two columns.
        fc.integer({ min: 1, max: 5 }), fc.integer({ min: typeof covarianceType === 'string' ? 1 : 2, max: 4 }), fc.integer({ min: 1, max: 300 }), fc.nat(1000),
        async (components, columns, rows, seed) => {
          const mixture = mixtureOf(covarianceType, { components, columns, seed })
          const samples = { ...noise(rows, columns, seed), rows, columns }
          const responsibilities = await mixture.responsibilities(samples)
          expect([responsibilities.rows, responsibilities.columns]).toEqual([rows, components])
          const labels = await mixture.predict(samples)
          for (let n = 0; n < rows; n++) {
            const row = Array.from(responsibilities.data.subarray(n * components, (n + 1) * components))
            expect(Math.abs(row.reduce((sum, r) => sum + r, 0) - 1)).toBeLessThan(1e-14)
            expect(labels[n]).toBe(row.indexOf(Math.max(...row)))
          }
          const logDensities = await mixture.logDensity(samples)
          const mean = logDensities.reduce((sum, value) => sum + value / rows, 0)
          expectClose([await mixture.meanLogLikelihood(samples)], [mean], { relative: 1e-12 })
        },
      ),
      { seed: 2, numRuns: 15 },
    )
  })
})

describe.each(covarianceTypes)('%s', covarianceType => {
  it('6. the number of free parameters equals that of scikit-learn and mclust', () => {
    const count = (columns: number, components: number): number =>
      mixtureOf(covarianceType, { components, columns, seed: 1 }).parameterCount
    const classic: Partial<Record<NamedCovarianceType, number>> = { spherical: 13, diag: 21, tied: 26, full: 41 }
    if (covarianceType in classic) expect(count(5, 2)).toBe(classic[covarianceType])
    // Numbers of mclust.
    const expected: Record<NamedCovarianceType, number> = {
      spherical: 17, diag: 26, tied: 24, full: 44,
      EII: 15, VII: 17, EEI: 18, VEI: 20, EVI: 24, VVI: 26, EEE: 24, VEE: 26, EVE: 30, VVE: 32, EEV: 36, VEV: 38, EVV: 42, VVV: 44,
    }
    expect(count(4, 3)).toBe(expected[covarianceType])
  })
})

describe.each(kernelNames)('7. one component, kernels %s', kernels => {
  it('is the sample mean and the biased sample variance', async () => {
    const { model, logLikelihoods } = await fitGaussianMixture([[1], [3], [5], [7]], {
      components: 1, regularization: { absolute: 0 }, kernels,
    })
    expect(Array.from(model.weights)).toEqual([1])
    expect(model.means[0]).toBeCloseTo(4, 14)
    expect(model.covariances[0]).toBeCloseTo(5, 14)
    // -½ (ln 2π + ln σ² + 1) nats per sample at the maximum.
    expect(logLikelihoods.at(-1)).toBeCloseTo(-0.5 * (Math.log(2 * Math.PI) + Math.log(5) + 1), 14)
  })

  it('is the sample covariance of three rows', async () => {
    const { model } = await fitGaussianMixture([[0, 0], [3, 0], [0, 6]], {
      components: 1, regularization: { absolute: 0 }, kernels,
    })
    expectClose(model.means, [1, 2], { relative: 1e-14 })
    expectClose(model.covariances, [2, -2, -2, 8], { relative: 1e-13 })
  })
})

it('7. in one column, one component has the same BIC under every type', async () => {
  const samples = { data: oldFaithful.data.filter((_, i) => i % 2 === 1), rows: 272, columns: 1 }
  const bics: number[] = []
  for (const covarianceType of covarianceTypes) {
    const { model } = await fitGaussianMixture(samples, { components: 1, covarianceType })
    bics.push(await model.bic(samples))
  }
  expectClose(bics, bics.map(() => bics[0]), { relative: 1e-13 })
})

it('7. AIC and BIC per row are within d / sqrt(n) of twice the entropy of the Gaussian that the rows are drawn from', async () => {
  // 2 h(X) = d ln 2πe + ln |Σ|, here for Σ = I; the penalties are below the bound.
  const [rows, columns] = [4000, 3]
  const samples = noise(rows, columns, 4)
  for (const [, covarianceType] of everyStructure) {
    const { model } = await fitGaussianMixture(samples, { components: 1, covarianceType })
    const twiceEntropy = columns * Math.log(2 * Math.PI * Math.E)
    for (const criterion of [await model.aic(samples), await model.bic(samples)]) {
      expect(Math.abs(criterion / rows - twiceEntropy)).toBeLessThan(columns / Math.sqrt(rows))
    }
  }
})

/** A nested 5 x 5 matrix of `entry(i, j)`. */
function five(entry: (i: number, j: number) => number): number[][] {
  return Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (__, j) => entry(i, j)))
}
