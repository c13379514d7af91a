// Each test checks that this library does not have a defect found in another one. Numbers 1 to 5 were found in scikit-learn
// 1.9.1, 6 and 7 in mclust 6.0.0, the others in pomegranate and Spark.
import { describe, expect, it } from 'vitest'
import { fitGaussianMixture, fitStudentMixture, GaussianMixture, matrix, StudentMixture, type Matrix } from '../index.js'
import { everyStructure } from '../testing/everyStructure.js'
import { exactLogDensity } from '../testing/exactLogDensity.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'

const mapped = ({ data, rows, columns }: Matrix, map: (value: number) => number): Matrix => matrix(Float64Array.from(data, map), rows, columns)

it('1. does not stop before the optimum: Old Faithful, tied, three components, 20 seeds', async () => {
  const reached = await Promise.all(
    Array.from({ length: 20 }, async (_, seed) => {
      const fit = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'tied', seed })
      return 272 * fit.logLikelihoods.at(-1)!
    }),
  )
  // In scikit-learn the median is -1140.55 and the best -1126.99.
  for (const logLikelihood of reached) expect(logLikelihood).toBeGreaterThanOrEqual(-1126.315928 - 1e-4)
})

it.each([1e-3, 1e3, 1e-9])('2. does not depend on units: Old Faithful times %d', async scale => {
  const fit = await fitGaussianMixture(mapped(oldFaithful, value => scale * value), { components: 2 })
  // Converted to minutes: p(x) = p(s x) s². scikit-learn has -1321.62 at 1e-3.
  expect(272 * (fit.logLikelihoods.at(-1)! + 2 * Math.log(scale))).toBeCloseTo(-1130.26396, 4)
})

describe.each(everyStructure)('3. data far from the origin, %s', (_name, covarianceType) => {
  it.each([1e6, 1e8])('has the same fit at %d as at the origin', async offset => {
    const far = mapped(iris, value => value + offset)
    const near = mapped(far, value => value - offset) // exact, so both data sets have the same rounding
    const options = { components: 2, covarianceType } as const
    const [there, here] = [await fitGaussianMixture(far, options), await fitGaussianMixture(near, options)]
    expect(there.converged).toBe(true)
    // Means at 1e8 are rounded to 1.5e-8, while standard deviations are at least 0.1; the tolerance of runs is 1e-7.
    expectClose([there.logLikelihoods.at(-1)!], [here.logLikelihoods.at(-1)!], { relative: 1e-6, floor: 1 })
  })
})

it.each(kernelNames)('4. computes float32 data in float64: two points, 0 and 9999, spherical, kernels %s', async kernels => {
  const fit = await fitGaussianMixture(matrix(Float32Array.of(0, 9999), 2, 1), {
    components: 1, covarianceType: 'spherical', regularization: { absolute: 0.1 }, kernels,
  })
  // 4999.5² + 0.1; scikit-learn has 112.1.
  expectClose(fit.model.covariances, [24_995_000.35], { relative: 1e-14 })
  expectClose(fit.model.means, [4999.5], { relative: 1e-15 })
})

describe('5. log-densities keep their digits', () => {
  const hilbert = (i: number, j: number): number => 1 / (i + j + 1)
  it.each([
    { of: 'a condition of 5e5', units: [1, 1, 1, 1, 1], offset: 0 },
    { of: 'the same, a million away', units: [1, 1, 1, 1, 1], offset: 1e6 },
    { of: 'a condition of 1e20 by units alone', units: [1e-4, 30, 0.007, 1e5, 1], offset: 12345.678 },
  ])('under $of', async ({ units, offset }) => {
    const covariance = units.map((a, i) => units.map((b, j) => a * b * hilbert(i, j)))
    const mean = units.map((unit, i) => unit * (i - 2) + offset)
    const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [mean], covariances: [covariance] })
    const samples = [0, 0.1, 1, 50].map(far => mean.map((value, i) => value + far * units[i] * Math.cos(3 * i + far)))
    expectClose(
      await model.logDensity(samples),
      samples.map(x => exactLogDensity(x, { mean, covariance })),
      { relative: 1e-9 },
    )
  })
})

it('6. reaches the BIC of the optimum with its defaults: Old Faithful, EEE, three components', async () => {
  const { model } = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'EEE' })
  const bic = -(await model.bic(oldFaithful)) // mclust's sign
  expect(bic).toBeGreaterThanOrEqual(-2314.295678 - 2e-4) // twice a log-likelihood with an error of 1e-4; mclust has -2314.316
})

describe('7. finds better optima by default than one hierarchical start', () => {
  it.each([
    { dataset: 'iris', samples: iris, covarianceType: 'VVI', components: 3, single: -307.177572, best: -306.860462 },
    { dataset: 'iris', samples: iris, covarianceType: 'EVE', components: 3, single: -258.1055, best: -234.1403 },
    { dataset: 'iris', samples: iris, covarianceType: 'VVE', components: 3, single: -238.0596, best: -214.0533 },
    { dataset: 'Old Faithful', samples: oldFaithful, covarianceType: 'VVE', components: 2, single: -1132.187446, best: -1132.112643 },
  ] as const)('$dataset, $covarianceType, $components components', async ({ samples, covarianceType, components, single, best }) => {
    const fit = await fitGaussianMixture(samples, { components, covarianceType })
    expect([fit.converged, fit.collapsed]).toEqual([true, false])
    const logLikelihood = samples.rows * fit.logLikelihoods.at(-1)!
    expect(logLikelihood).toBeGreaterThanOrEqual(best - 1e-4)
    expect(logLikelihood).toBeGreaterThan(single + 0.05)
  })
})

it('8. applies every option that it accepts: regularisation, and degrees of freedom in sampling', async () => {
  const regularized = await fitGaussianMixture([[1], [3]], { components: 1, regularization: { absolute: 5 } })
  expectClose(regularized.model.covariances, [6], { relative: 1e-15 })
  // The variance is ν / (ν - 2) σ²: for four degrees of freedom twice the squared scale.
  const student = new StudentMixture({
    covarianceType: 'diag', components: 1, columns: 1, weights: Float64Array.of(1), means: Float64Array.of(7),
    scales: Float64Array.of(9), degreesOfFreedom: Float64Array.of(12), degreesOfFreedomKind: 'given',
  })
  const data = Float64Array.from(student.sample(40_000, { seed: 1 }).samples.data)
  const mean = data.reduce((sum, x) => sum + x / 40_000, 0)
  const variance = data.reduce((sum, x) => sum + (x - mean) ** 2 / 40_000, 0)
  // The standard errors are 0.017 for the mean and √((κ - 1) / N) = 0.8 % for the variance; the tolerance is four of them.
  expect(Math.abs(mean - 7)).toBeLessThan(0.07)
  expect(Math.abs(variance / (9 * (12 / 10)) - 1)).toBeLessThan(0.033)
  const fit = await fitStudentMixture(matrix(data.slice(0, 4000), 4000, 1), { components: 1, degreesOfFreedom: 12 })
  expect(Math.abs(fit.model.scales[0] / 9 - 1)).toBeLessThan(0.1) // 2.4 % standard error
})

it('9. computes in log space, and fits one component', async () => {
  const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [0.5, 0.5], means: [[0], [1]], covariances: [1, 1] })
  const [far] = await model.logDensity([[1e3]])
  expect(far).toBeCloseTo(Math.log(0.5) - 0.5 * Math.log(2 * Math.PI) - 0.5 * 999 ** 2, 6)
  expect(Array.from((await model.responsibilities([[1e3]])).data)).toEqual([expect.closeTo(0, 300), 1])
  expect((await fitGaussianMixture(oldFaithful, { components: 1 })).converged).toBe(true)
})

it('10. has both conventions of ICL', async () => {
  const { model } = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'tied' })
  const bic = await model.bic(oldFaithful)
  const [hard, soft] = [await model.icl(oldFaithful, { assignment: 'hard' }), await model.icl(oldFaithful, { assignment: 'soft' })]
  // -ln max r <= -Σ r ln r for every row.
  expect(hard).toBeGreaterThan(bic)
  expect(soft).toBeGreaterThan(hard)
})
