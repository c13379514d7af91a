import { expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { projectionDirections } from './projectionDirections.js'
import { projectMixture } from './projectMixture.js'
import { projectSamples } from './projectSamples.js'

/** The means differ in the first column, the covariances in the second, and nothing in the third. */
const byColumns = GaussianMixture.fromParameters({
  covarianceType: 'diag',
  weights: [0.5, 0.5],
  means: [[-1, 3, 5], [1, 3, 5]],
  covariances: [[1, 1, 4], [1, 3, 4]],
})

const general = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.5, 0.3, 0.2],
  means: [[0, 0, 0], [3, 1, -1], [-1, 4, 2]],
  covariances: [
    [[2, 0.5, 0.1], [0.5, 1, 0.2], [0.1, 0.2, 1.5]],
    [[1, -0.2, 0], [-0.2, 0.8, 0.1], [0, 0.1, 2]],
    [[1.5, 0.3, -0.4], [0.3, 2, 0.2], [-0.4, 0.2, 0.7]],
  ],
})

it('separates the parts of means and covariances, by hand', () => {
  const projection = projectionDirections(byColumns)
  // Column 0 has variance 1 between components and 2 in total: (1/2)². Column 1 has pooled variance 2 with deviations ±1:
  // ½ (1/2)² + ½ (1/2)².
  const expected = { means: [0.25, 0, 0], covariances: [0, 0.25, 0] }
  for (let l = 0; l < 3; l++) {
    expect(projection.fromMeans[l] + projection.fromCovariances[l]).toBeCloseTo(projection.eigenvalues[l], 14)
  }
  expect(projection.eigenvalues[2]).toBe(0)
  const sorted = (values: Float64Array): number[] => Array.from(values, value => Math.round(value * 1e12) / 1e12).toSorted()
  expect(sorted(projection.fromMeans)).toEqual(expected.means.toSorted())
  expect(sorted(projection.fromCovariances)).toEqual(expected.covariances.toSorted())
  expect(Array.from(projection.centre)).toEqual([0, 3, 5])
})

it('solves the generalised eigenproblem like SciPy', () => {
  const { eigenvalues, directions, fromMeans } = projectionDirections(general)
  const oracle = { eigenvalues: [0.5901720970182243, 0.3161964836383544, 0.12218713627606285], vectors: [[-0.23259550431693043, 0.38804019269191964, 0.32642878519626983], [0.34374166531837075, 0.38576826582449936, -0.32539475104678894], [0.15615548350017605, -0.059918895877176366, 0.758774272636721]], fromMeans: [0.5808350354734845, 0.2673472518267143, 0.0015413178045726398] }
  for (let l = 0; l < 3; l++) {
    expect(eigenvalues[l]).toBeCloseTo(oracle.eigenvalues[l], 13)
    expect(fromMeans[l]).toBeCloseTo(oracle.fromMeans[l], 13)
    for (let i = 0; i < 3; i++) {
      expect(Math.abs(directions.data[i * 3 + l])).toBeCloseTo(Math.abs(oracle.vectors[i][l]), 12)
    }
  }
})

it('makes the whole mixture uncorrelated, with unit variances and mean 0', () => {
  const projected = projectMixture(general, projectionDirections(general))
  expect(projected.weights).toEqual(general.weights)
  for (let l = 0; l < 3; l++) {
    let mean = 0
    for (let k = 0; k < 3; k++) mean += projected.weights[k] * projected.means[k * 3 + l]
    expect(mean).toBeCloseTo(0, 14)
    for (let m = 0; m < 3; m++) {
      let total = 0
      for (let k = 0; k < 3; k++) {
        total += projected.weights[k] *
          (projected.covariances[(k * 3 + l) * 3 + m] + projected.means[k * 3 + l] * projected.means[k * 3 + m])
      }
      expect(total).toBeCloseTo(l === m ? 1 : 0, 13)
    }
  }
})

it('has at most K - 1 nonzero eigenvalues if covariances are equal', () => {
  const tied = GaussianMixture.fromParameters({
    covarianceType: 'tied',
    weights: [0.4, 0.35, 0.25],
    means: [[0, 0, 0, 0], [2, 1, 0, 1], [0, 3, 1, -1]],
    covariances: [[1, 0.3, 0, 0], [0.3, 2, 0.1, 0], [0, 0.1, 1, 0], [0, 0, 0, 3]],
  })
  const { eigenvalues, fromCovariances } = projectionDirections(tied)
  expect(eigenvalues[1]).toBeGreaterThan(0.05)
  expect(eigenvalues[2]).toBeLessThan(1e-14)
  for (const part of fromCovariances) expect(part).toBeLessThan(1e-14)
})

it('keeps the responsibilities if the plane contains all differences', async () => {
  const tied = GaussianMixture.fromParameters({
    covarianceType: 'tied',
    weights: [0.4, 0.35, 0.25],
    means: [[0, 0, 0, 0], [2, 1, 0, 1], [0, 3, 1, -1]],
    covariances: [[1, 0.3, 0, 0], [0.3, 2, 0.1, 0], [0, 0.1, 1, 0], [0, 0, 0, 3]],
  })
  const projection = projectionDirections(tied, { dimensions: 2 })
  const { samples } = tied.sample(50, { seed: 1 })
  const whole = await tied.responsibilities(samples)
  const inPlane = await projectMixture(tied, projection).responsibilities(projectSamples(samples, projection))
  for (let i = 0; i < whole.data.length; i++) expect(inPlane.data[i]).toBeCloseTo(whole.data[i], 12)
})

it('does not depend on units and offsets of the columns', () => {
  const scales = [1000, 0.01, 7]
  const rescaled = GaussianMixture.fromParameters({
    covarianceType: 'full',
    weights: general.weights,
    means: general.means.map((value, at) => 50 + value * scales[at % 3]),
    covariances: general.covariances.map((value, at) => value * scales[at % 3] * scales[Math.floor(at / 3) % 3]),
  })
  const projection = projectionDirections(general)
  const other = projectionDirections(rescaled)
  const { samples } = general.sample(20, { seed: 2 })
  const z = projectSamples(samples, projection)
  const y = projectSamples(
    { ...samples, data: Float64Array.from(samples.data, (value, at) => 50 + value * scales[at % 3]) },
    other,
  )
  for (let l = 0; l < 3; l++) expect(other.eigenvalues[l]).toBeCloseTo(projection.eigenvalues[l], 12)
  for (let i = 0; i < z.data.length; i++) expect(y.data[i]).toBeCloseTo(z.data[i], 10)
})

it('keeps only the first directions with the option dimensions', () => {
  const all = projectionDirections(general)
  const one = projectionDirections(general, { dimensions: 1 })
  expect(one.eigenvalues).toEqual(all.eigenvalues.slice(0, 1))
  expect(Array.from(one.directions.data)).toEqual([all.directions.data[0], all.directions.data[3], all.directions.data[6]])
})

it('refuses one component, too many dimensions, and another number of columns', () => {
  const one = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0]], covariances: [1] })
  expect(() => projectionDirections(one)).toThrow(
    'the mixture must be of at least 2 components, but it is of 1. Fit more components: one alone has no clusters to show.',
  )
  expect(() => projectionDirections(general, { dimensions: 4 })).toThrow(
    'option dimensions must be a whole number from 1 to 3, the columns of the mixture, but it is 4. ' +
      'Pass for example dimensions: 1.',
  )
  const projection = projectionDirections(general)
  expect(() => projectSamples([[1, 2]], projection)).toThrow(
    'samples must be [N, 3], as the projection is of 3 columns, but it is [1, 2]. ' +
      'Pass the columns that the mixture was fitted on, in their order.',
  )
  expect(() => projectSamples([[1, NaN, 2]], projection)).toThrow('NaN at row 0, column 1')
  expect(() => projectMixture(one, projection)).toThrow(
    'the mixture must be of 3 columns, as the projection is, but it is of 1. ' +
      'Pass the mixture that the projection was made for.',
  )
})
