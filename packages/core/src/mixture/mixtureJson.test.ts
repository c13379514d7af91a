import { expect, it } from 'vitest'
import { covarianceTypes } from '../covariance/structures.js'
import { GaussianMixture } from './gaussianMixture.js'

const saved = {
  format: 'mixtura-gaussian-mixture',
  version: 1,
  covarianceType: 'diag',
  components: 2,
  columns: 1,
  weights: [0.75, 0.25],
  means: [0.1, -1 / 3],
  covariances: [1e-300, 1e300],
}

const remedy = 'Save the model again with GaussianMixture.toJSON, or correct the file.'

it('has this text', () => {
  const mixture = GaussianMixture.fromJSON(saved)
  expect(JSON.parse(JSON.stringify(mixture))).toEqual(saved)
  expect(mixture.means[1]).toBe(-1 / 3)
})

const everyType = covarianceTypes.join(', ')

it.each([
  { of: 'null', json: null, message: `saved mixture: the model must be an object, but it is null. ${remedy}` },
  { of: 'a text', json: 'model', message: `saved mixture: the model must be an object, but it is model. ${remedy}` },
  {
    of: 'another format',
    json: { ...saved, format: 'pickle' },
    message: `saved mixture: format must be mixtura-gaussian-mixture, but it is pickle. ${remedy}`,
  },
  { of: 'a later version', json: { ...saved, version: 2 }, message: `saved mixture: version must be 1, but it is 2. ${remedy}` },
  {
    of: 'an unknown type',
    json: { ...saved, covarianceType: 'XXX' },
    message: `saved mixture: covarianceType must be one of ${everyType}, but it is XXX. ${remedy}`,
  },
  {
    of: 'a missing type',
    json: { ...saved, covarianceType: undefined },
    message: `saved mixture: covarianceType must be one of ${everyType}, but it is undefined. ${remedy}`,
  },
  {
    of: 'no components',
    json: { ...saved, components: 0 },
    message: `saved mixture: components must be a whole number of at least 1, but it is 0. ${remedy}`,
  },
  {
    of: 'half a column',
    json: { ...saved, columns: 0.5 },
    message: `saved mixture: columns must be a whole number of at least 1, but it is 0.5. ${remedy}`,
  },
  {
    of: 'a missing field',
    json: { ...saved, means: undefined },
    message: `saved mixture: means must be an array of numbers, but it is undefined. ${remedy}`,
  },
  {
    of: 'NaN, which JSON writes as null',
    json: JSON.parse(JSON.stringify({ ...saved, weights: [NaN, 1] })),
    message: `saved mixture: weights must be an array of numbers, but it is an array with other values. ${remedy}`,
  },
  {
    of: 'arrays that do not fit',
    json: { ...saved, means: [1] },
    message:
      'saved mixture: the mixture must be a valid one, but it is not: means must be [components, columns] = [2, 1], ' +
      `2 numbers, but it is 1 numbers. Pass arrays that fit each other.. ${remedy}`,
  },
  {
    of: 'a variance of 0',
    json: { ...saved, covariances: [1, 0] },
    message: 'saved mixture: the mixture must be a valid one, but it is not: covariance of component 1 is not positive definite',
  },
])('refuses $of', ({ json, message }) => {
  expect(() => GaussianMixture.fromJSON(json)).toThrow(message)
  expect(() => GaussianMixture.fromJSON(json)).toThrow(expect.objectContaining({ name: 'InvalidModelError', code: 'invalid-model' }))
})
