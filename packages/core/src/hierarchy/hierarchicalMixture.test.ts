import { expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { hierarchicalMixture } from './hierarchicalMixture.js'

const four = GaussianMixture.fromParameters({
  covarianceType: 'diag',
  weights: [0.4, 0.3, 0.2, 0.1],
  means: [[0, 0], [9, 9], [1, 0], [9, 8]],
  covariances: [[1, 1], [1, 2], [1, 1], [2, 1]],
})

function momentsOf(model: GaussianMixture): number[] {
  const { columns } = model
  const mean = new Float64Array(columns)
  const second = new Float64Array(columns * columns)
  for (let k = 0; k < model.components; k++) {
    const covariance = model.componentCovariance(k)
    const centre = model.componentMean(k)
    for (let i = 0; i < columns; i++) {
      mean[i] += model.weights[k] * centre[i]
      for (let j = 0; j < columns; j++) {
        second[i * columns + j] += model.weights[k] * (covariance[i * columns + j] + centre[i] * centre[j])
      }
    }
  }
  return [...mean, ...second]
}

it('joins two standard normals at distance two: mean in the middle, variance 1 + 1, bound ½ ln 2', () => {
  const pair = GaussianMixture.fromParameters({
    covarianceType: 'spherical', weights: [0.5, 0.5], means: [[-1], [1]], covariances: [1, 1],
  })
  const { levels } = hierarchicalMixture(pair)
  expect(levels.map(({ components }) => components)).toEqual([2, 1])
  expect(levels[0].model).toBe(pair)
  expect(levels[0].divergenceBound).toBe(0)
  const { model, members, divergenceBound } = levels[1]
  expect([model.weights[0], model.means[0], model.covariances[0]]).toEqual([1, 0, 2])
  expect(members).toEqual([[0, 1]])
  expect(divergenceBound).toBeCloseTo(0.5 * Math.log(2), 15)
})

it('joins near components first, and lists members in the order of the components', () => {
  const hierarchy = hierarchicalMixture(four)
  expect(hierarchy.at(3).members).toEqual([[0], [1, 3], [2]])
  expect(hierarchy.at(2).members).toEqual([[0, 2], [1, 3]])
  expect(hierarchy.at(2).model.weights[0]).toBeCloseTo(0.6, 15)
  expect(hierarchy.at(1).members).toEqual([[0, 1, 2, 3]])
})

it('keeps the mean and covariance of the whole mixture at every level', () => {
  const expected = momentsOf(four)
  for (const { model } of hierarchicalMixture(four).levels) {
    momentsOf(model).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 12))
  }
})

it('bounds the Kullback-Leibler divergence from the finest mixture', async () => {
  const { samples } = four.sample(4000, { seed: 1 })
  const { levels } = hierarchicalMixture(four)
  const finest = await four.meanLogLikelihood(samples)
  levels.forEach((level, i) => {
    if (i > 0) expect(level.divergenceBound).toBeGreaterThan(levels[i - 1].divergenceBound)
  })
  for (const { model, divergenceBound } of levels) {
    // The mean of 4000 log-ratios of order 1 has a standard error of about 0.02.
    expect(finest - (await model.meanLogLikelihood(samples))).toBeLessThan(divergenceBound + 0.05)
  }
})

it('does not depend on units and offsets of the columns', () => {
  const scaled = GaussianMixture.fromParameters({
    covarianceType: 'diag',
    weights: four.weights,
    means: four.means.map((value, i) => 7 + value * (i % 2 ? 100 : 0.01)),
    covariances: four.covariances.map((value, i) => value * (i % 2 ? 1e4 : 1e-4)),
  })
  const expected = hierarchicalMixture(four)
  for (const { components, members, divergenceBound } of hierarchicalMixture(scaled).levels) {
    expect(members).toEqual(expected.at(components).members)
    expect(divergenceBound).toBeCloseTo(expected.at(components).divergenceBound, 12)
  }
})

it('builds the requested levels', () => {
  expect(hierarchicalMixture(four, [1, 3]).levels.map(({ components }) => components)).toEqual([3, 1])
  const all = hierarchicalMixture(four)
  expect(hierarchicalMixture(four, [2]).at(2).model.toJSON()).toEqual(all.at(2).model.toJSON())
})

it('refuses invalid levels', () => {
  expect(() => hierarchicalMixture(four, [2, 5])).toThrow(
    'levels must be whole numbers from 1 to 4, as the mixture has 4 components, but it is 5. Leave it out to build every level.',
  )
  expect(() => hierarchicalMixture(four, [])).toThrow('but it is empty.')
  expect(() => hierarchicalMixture(four, [3, 1]).at(2)).toThrow(
    'option components must be one of the levels 3, 1, but it is 2. ' +
      'Add it to the levels of hierarchicalMixture, which builds all levels by default.',
  )
})
