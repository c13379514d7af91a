import { expect, it } from 'vitest'
import * as door from './index.js'

it('exports these names and no others', () => {
  expect(Object.keys(door).sort()).toEqual([
    'ConstantColumnError',
    'DegenerateCovarianceError',
    'DependentColumnsError',
    'EmptyComponentError',
    'GaussianMixture',
    'InvalidModelError',
    'InvalidOptionError',
    'MixturaError',
    'NonFiniteLikelihoodError',
    'NonFiniteValuesError',
    'ShapeError',
    'TooFewRowsError',
    'adjustedRandIndex',
    'clusteringAccuracy',
    'contingencyTable',
    'covarianceTypes',
    'createRandom',
    'fitGaussianMixture',
    'kMeans',
    'linearAssignment',
    'matchLabels',
    'matrix',
    'mergeStatistics',
    'normalizedMutualInformation',
    'samplesSource',
    'selectGaussianMixture',
    'silhouette',
    'silhouetteSamples',
  ])
})

it('gives every error a stable name and code, and a common base', () => {
  const errors = [
    new door.ShapeError('samples', 'so', 'otherwise', 'Do so.'),
    new door.InvalidOptionError('seed', 'so', 1, 'Do so.'),
    new door.TooFewRowsError(1, 2, 2),
    new door.NonFiniteValuesError(1, 0, 0, NaN),
    new door.ConstantColumnError(0, 1),
    new door.DegenerateCovarianceError(0, 0, 0),
    new door.EmptyComponentError(0, 0),
    new door.InvalidModelError('format', 'so', 'otherwise'),
    new door.DependentColumnsError(1, 2, 2),
    new door.NonFiniteLikelihoodError(-Infinity, 0),
  ]
  for (const error of errors) expect(error).toBeInstanceOf(door.MixturaError)
  expect(errors.map(({ name, code }) => [name, code])).toEqual([
    ['ShapeError', 'shape'],
    ['InvalidOptionError', 'invalid-option'],
    ['TooFewRowsError', 'too-few-rows'],
    ['NonFiniteValuesError', 'non-finite-values'],
    ['ConstantColumnError', 'constant-column'],
    ['DegenerateCovarianceError', 'degenerate-covariance'],
    ['EmptyComponentError', 'empty-component'],
    ['InvalidModelError', 'invalid-model'],
    ['DependentColumnsError', 'dependent-columns'],
    ['NonFiniteLikelihoodError', 'non-finite-likelihood'],
  ])
})
