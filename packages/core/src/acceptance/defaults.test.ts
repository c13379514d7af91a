import { expect, it } from 'vitest'
import * as core from '../index.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'

const species = Array.from({ length: 150 }, (_, row) => Math.floor(row / 50))
const quick = { maxIterations: 30 }

it.each<[string, (defaults: object) => Promise<object>, object]>([
  ['fitGaussianMixture', defaults => core.fitGaussianMixture(oldFaithful, { ...defaults, ...quick, components: 2 }), { ...core.gaussianFitDefaults, initialize: undefined }],
  ['fitNoiseMixture', defaults => core.fitNoiseMixture(oldFaithful, { ...defaults, ...quick, components: 2 }), core.noiseFitDefaults],
  ['fitStudentMixture', defaults => core.fitStudentMixture(oldFaithful, { ...defaults, ...quick, components: 2 }), core.studentFitDefaults],
  ['fitBayesianGaussianMixture', defaults => core.fitBayesianGaussianMixture(oldFaithful, { ...defaults, ...quick, components: 2 }), core.bayesianFitDefaults],
  [
    'selectGaussianMixture',
    defaults => core.selectGaussianMixture(oldFaithful, { ...defaults, ...quick, components: [1, 2] }),
    { ...core.selectionDefaults, seed: core.gaussianFitDefaults.seed },
  ],
  [
    'crossValidatedLogLikelihood',
    defaults => core.crossValidatedLogLikelihood(oldFaithful, { ...defaults, ...quick, components: 2 }),
    { folds: core.selectionDefaults.folds, seed: core.gaussianFitDefaults.seed },
  ],
])('%s uses its defaults for options that are left out', async (_, fit, defaults) => {
  expect(await fit(defaults)).toEqual(await fit({}))
})

it.each(['MclustDA', 'EDDA'] as const)('so does fitMixtureClassifier with %s', async method => {
  const { components, covarianceTypes, priors } = core.classifierDefaults
  const options = { covarianceTypes: covarianceTypes[method], priors, ...(method === 'MclustDA' && { components }) }
  expect(await core.fitMixtureClassifier(iris, species, { method, ...options, ...quick })).toEqual(
    await core.fitMixtureClassifier(iris, species, { ...(method !== core.classifierDefaults.method && { method }), ...quick }),
  )
})

it('cannot be changed', () => {
  const { bayesianFitDefaults, classifierDefaults, gaussianFitDefaults, noiseFitDefaults, selectionDefaults, studentFitDefaults } = core
  for (const defaults of [bayesianFitDefaults, classifierDefaults, gaussianFitDefaults, noiseFitDefaults, selectionDefaults, studentFitDefaults]) {
    expectFrozen(defaults)
  }
})

/** Expects that an object and all objects in it are frozen. */
function expectFrozen(value: unknown, path = 'defaults'): void {
  if (typeof value !== 'object' || value === null) return
  expect(Object.isFrozen(value), path).toBe(true)
  for (const [name, field] of Object.entries(value)) expectFrozen(field, `${path}.${name}`)
}
