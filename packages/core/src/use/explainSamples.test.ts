import type { Matrix } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { iris } from '../testing/iris.js'
import { explainSamples } from './explainSamples.js'
import { mahalanobisDistances } from './mahalanobisDistances.js'

const twoColumns = GaussianMixture.fromParameters({
  covarianceType: 'diag', weights: [0.6, 0.4], means: [[0, 10], [4, 10]], covariances: [[1, 4], [1, 1]],
})

it('is the log-density ratio of each column if they are independent, by hand', async () => {
  // Column 1: ½ (3² - 1²). Column 2: ln(1/2) + ½ (2² - 1²).
  const { labels, runnersUp, intercepts, weightsOfEvidence, logOdds, squaredDistances, tailProbabilities } = await explainSamples(twoColumns, [[1, 12]])
  expect([labels[0], runnersUp[0]]).toEqual([0, 1])
  expect(intercepts[0]).toBeCloseTo(Math.log(1.5), 14)
  expectClose(weightsOfEvidence.data, [4, Math.log(0.5) + 1.5], { relative: 1e-14 })
  expect(logOdds[0]).toBeCloseTo(Math.log(1.5) + 5.5 - Math.log(2), 13)
  expectClose(squaredDistances.data, [1, 1], { relative: 1e-14 })
  // χ² with two degrees of freedom: P(X > 2) = e^-1.
  expect(tailProbabilities[0]).toBeCloseTo(Math.exp(-1), 14)
})

it('gives both of two correlated columns their part, by hand', async () => {
  const rho = 0.6
  const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0, 0]], covariances: [[[1, rho * 10], [rho * 10, 100]]] })
  const { squaredDistances, runnersUp, logOdds, weightsOfEvidence } = await explainSamples(model, [[1, 10], [1, -10], [1, 0]])
  // (1, 1) and (1, -1) are the eigenvectors of the correlations, with the eigenvalues 1.6 and 0.4; (1, 0) is half of each.
  const [along, across] = [1 / Math.sqrt(1.6), 1 / Math.sqrt(0.4)]
  const mixed = [((along + across) / 2) ** 2, ((along - across) / 2) ** 2]
  expectClose(squaredDistances.data, [1 / 1.6, 1 / 1.6, 1 / 0.4, 1 / 0.4, ...mixed], { relative: 1e-13 })
  expect([...runnersUp]).toEqual([-1, -1, -1])
  expect([...logOdds]).toEqual([Infinity, Infinity, Infinity])
  expect([...weightsOfEvidence.data]).toEqual([0, 0, 0, 0, 0, 0])
})

describe.each(['full', 'tied', 'diag', 'spherical', 'VEV', { factors: 2 }] as const)('of a fit (%j)', covarianceType => {
  it('adds up to distances and log-odds', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1 })
    const { labels, runnersUp, intercepts, weightsOfEvidence, logOdds, squaredDistances } = await explainSamples(model, iris)
    expect(labels).toEqual(await model.predict(iris))
    const distances = await mahalanobisDistances(model, iris)
    const shares = await model.responsibilities(iris)
    for (let row = 0; row < iris.rows; row++) {
      const total = ({ data }: Matrix): number => Array.from(data.subarray(4 * row, 4 * row + 4)).reduce((sum, value) => sum + value, 0)
      const expected = distances.data[3 * row + labels[row]] ** 2
      // The eigenvectors of near-singular correlations lose digits.
      expect(Math.abs(total(squaredDistances) - expected)).toBeLessThan(1e-9 * Math.max(1, expected))
      expect(logOdds[row]).toBeGreaterThanOrEqual(-1e-9)
      expect(Math.abs(intercepts[row] + total(weightsOfEvidence) - logOdds[row])).toBeLessThan(1e-9 * Math.max(1, logOdds[row]))
      const [own, other] = [shares.data[3 * row + labels[row]], shares.data[3 * row + runnersUp[row]]]
      if (other > 1e-200) expect(Math.abs(logOdds[row] - Math.log(own / other))).toBeLessThan(1e-8 * Math.max(1, logOdds[row]))
    }
  })

  it('does not depend on the order of the columns', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1 })
    const order = [2, 0, 3, 1]
    const ordered = ({ data, rows, columns }: Matrix): Matrix => ({ data: Float64Array.from(data, (_, at) => data[Math.floor(at / columns) * columns + order[at % columns]]), rows, columns })
    const before = await explainSamples(model, iris)
    const after = await explainSamples(model.marginal(order), ordered(iris))
    expect(after.labels).toEqual(before.labels)
    for (const part of ['weightsOfEvidence', 'squaredDistances'] as const) {
      const expected = ordered(before[part]).data
      after[part].data.forEach((value, at) => expect(Math.abs(value - expected[at])).toBeLessThan(1e-8 * Math.max(1, Math.abs(expected[at]))))
    }
  })
})

it('does not depend on the units', async () => {
  const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [0.5, 0.5], means: [[0, 0], [1, 2]], covariances: [[[1, 0.5], [0.5, 2]], [[2, -0.3], [-0.3, 1]]] })
  const scaled = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [0.5, 0.5], means: [[0, 0], [1000, 2]], covariances: [[[1e6, 500], [500, 2]], [[2e6, -300], [-300, 1]]] })
  const before = await explainSamples(model, [[0.3, -1], [2, 2]])
  const after = await explainSamples(scaled, [[300, -1], [2000, 2]])
  expectClose(after.weightsOfEvidence.data, before.weightsOfEvidence.data, { relative: 1e-11 })
  expectClose(after.squaredDistances.data, before.squaredDistances.data, { relative: 1e-11 })
  expect(after.labels).toEqual(before.labels)
})

it('explains a row that is far from some components by the others', async () => {
  const narrowAndWide = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.5, 0.5], means: [[0], [1]], covariances: [[1e-300], [1]] })
  const { labels, runnersUp, logOdds, weightsOfEvidence, squaredDistances } = await explainSamples(narrowAndWide, [[1e10]])
  expect([labels[0], runnersUp[0], logOdds[0], weightsOfEvidence.data[0]]).toEqual([1, -1, Infinity, 0])
  expect(squaredDistances.data[0] / (1e10 - 1) ** 2).toBeCloseTo(1, 14)
  expect(await narrowAndWide.predict([[1e10]])).toEqual(labels)
})

it('names the eigenvalue of correlations that are singular in float64', async () => {
  // Of rank 2; rounding errors of the Cholesky factor hide it.
  const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0, 0, 0]], covariances: [[[74, 65, 38], [65, 101, 38], [38, 38, 20]]] })
  await expect(explainSamples(model, [[0, 0, 0]])).rejects.toThrow(
    /^covariance of component 0 is not positive definite: its correlations have the eigenvalue -?\d\.\d\de-1\d, mainly along column 2\. It has probably collapsed onto a few samples or dependent columns: /,
  )
})

it('refuses missing cells, other columns and rows beyond the range of float64', async () => {
  await expect(explainSamples(twoColumns, [[1, NaN]])).rejects.toThrow('samples must be finite numbers, but 1 value is not: the first is NaN at row 0, column 1.')
  await expect(explainSamples(twoColumns, [[1]])).rejects.toThrow('samples must be [N, 2], as the mixture has 2 columns, but it is [1, 1].')
  await expect(explainSamples(twoColumns, [[1e200, 0]])).rejects.toThrow('samples, row 0, lies so far from every component')
})
