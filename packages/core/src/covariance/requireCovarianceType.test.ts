import { describe, expect, it } from 'vitest'
import { fitBayesianGaussianMixture } from '../bayesian/fitBayesianGaussianMixture.js'
import { fitMixtureClassifier } from '../classifier/fitMixtureClassifier.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { fitNoiseMixture } from '../robust/fitNoiseMixture.js'
import { fitStudentMixture } from '../robust/fitStudentMixture.js'
import { selectGaussianMixture, type SelectionOptions } from '../selection/selectGaussianMixture.js'
import { iris, irisSpecies } from '../testing/iris.js'
import type { CovarianceType } from './covarianceStructure.js'

const tooMany = "option covarianceType.factors must be below 4, the number of columns, but it is 4. Lower factors, or pass covarianceType: 'full'."

describe.each([
  ['fitGaussianMixture', (covarianceType: CovarianceType) => fitGaussianMixture(iris, { components: 2, covarianceType })],
  ['fitStudentMixture', (covarianceType: CovarianceType) => fitStudentMixture(iris, { components: 2, covarianceType })],
  ['fitNoiseMixture', (covarianceType: CovarianceType) => fitNoiseMixture(iris, { components: 2, covarianceType })],
  ['selectGaussianMixture', (type: CovarianceType) =>
    selectGaussianMixture(iris, { components: { minimum: 1, maximum: 1 }, covarianceTypes: [type] })],
  ['MclustDA', (type: CovarianceType) => fitMixtureClassifier(iris, irisSpecies, { covarianceTypes: [type] })],
  ['EDDA', (type: CovarianceType) => fitMixtureClassifier(iris, irisSpecies, { method: 'EDDA', covarianceTypes: [type] })],
] as const)('%s', (_name, fit) => {
  it('refuses as many factors as columns', async () => {
    await expect(fit({ factors: 4 })).rejects.toThrow(tooMany)
  })

  it.each([0, -1, 1.5, NaN, '2'])('refuses %s factors', async factors => {
    const shown = typeof factors === 'string' ? `'${factors}'` : String(factors)
    await expect(fit({ factors } as CovarianceType)).rejects.toThrow(
      new RegExp(`^option covarianceType(s\\[0\\])?\\.factors must be a whole number of at least 1, but it is ${shown}\\. Pass for example \\{ factors: 2 \\}\\.$`),
    )
  })
})

it('refuses them for a mixture given by its parameters', () => {
  const given = { weights: [1], means: [[0, 0]], covariances: new Float64Array(6) }
  expect(() => GaussianMixture.fromParameters({ ...given, covarianceType: { factors: 2 } })).toThrow(
    "option covarianceType.factors must be below 2, the number of columns, but it is 2. Lower factors, or pass covarianceType: 'full'.",
  )
  expect(() => GaussianMixture.fromParameters({ ...given, means: [[0]], covarianceType: { factors: 1 } })).toThrow(
    "option covarianceType.factors must be below 1, the number of columns, but it is 1. Pass covarianceType: 'full': one column has no correlations.",
  )
})

it('refuses factors in a Bayesian fit', async () => {
  const options = { components: 2, covarianceType: { factors: 1 } } as unknown as Parameters<typeof fitBayesianGaussianMixture>[1]
  await expect(fitBayesianGaussianMixture(iris, options)).rejects.toThrow(
    "option covarianceType must be one of 'full', 'tied', 'diag', 'spherical', but it is an object. Pass for example covarianceType: 'full'.",
  )
})

it('asks for a list if a selection is given one structure', async () => {
  const options = { components: { minimum: 1, maximum: 1 }, covarianceTypes: { factors: 2 } } as unknown as SelectionOptions
  await expect(selectGaussianMixture(iris, options)).rejects.toThrow(
    "option covarianceTypes must be a list of covariance types, but it is 'one'. Pass for example [{ factors: 2 }].",
  )
})
