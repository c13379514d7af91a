// Behaviour 31 (see algebra.test.ts for the list): saved models can be restored.
import { describe, expect, it } from 'vitest'
import { covarianceStructure, covarianceTypes } from '../covariance/structures.js'
import {
  fitGaussianMixture, fitMixedMixture, fitMixtureClassifier, fitNoiseMixture, fitStudentMixture, GaussianMixture, MixedMixture, MixtureClassifier, NoiseMixture, StudentMixture,
} from '../index.js'
import { everyStructure } from '../testing/everyStructure.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris, irisSpecies } from '../testing/iris.js'
import { randomMixture } from '../testing/randomMixture.js'

describe.each(everyStructure)('%s', (_name, covarianceType) => {
  it('31. is restored from JSON to the same bits', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1, initialize: { labels: irisSpecies } })
    const restored = GaussianMixture.fromJSON(JSON.parse(JSON.stringify(model)))
    expect(restored).toBeInstanceOf(GaussianMixture)
    expect(restored.toJSON()).toEqual(model.toJSON())
    expect(restored.covariances).toEqual(model.covariances)
    expect(await restored.logDensity(iris)).toEqual(await model.logDensity(iris))
    expect(await restored.responsibilities(iris)).toEqual(await model.responsibilities(iris))
    expect(restored.sample(5, { seed: 1 })).toEqual(model.sample(5, { seed: 1 }))
  })
})

describe.each(covarianceTypes)('%s', covarianceType => {
  it('31. is the same if made from nested arrays, flat arrays or precisions, without fitting', async () => {
    const parameters = randomMixture(covarianceType, { components: 3, columns: 2, seed: 4 })
    const flat = GaussianMixture.fromParameters(parameters)
    const nest = (values: Float64Array, size: number): number[][] =>
      Array.from({ length: values.length / size }, (_, i) => Array.from(values.subarray(i * size, (i + 1) * size)))
    const { layout } = covarianceStructure(covarianceType)
    const shape = layout.shape(3, 2)
    const rows = nest(parameters.covariances, shape.at(-1)!)
    const nested = GaussianMixture.fromParameters({
      covarianceType,
      weights: Array.from(parameters.weights),
      means: nest(parameters.means, 2),
      covariances: [rows.flat(), rows, [rows.slice(0, 2), rows.slice(2, 4), rows.slice(4, 6)]][shape.length - 1],
    })
    expect(nested.toJSON()).toEqual(flat.toJSON())

    const precisions = layout.scatter === 'full'
      ? nest(parameters.covariances, 4).map(([a, b, , d]) => [d, -b, -b, a].map(value => value / (a * d - b * b)))
      : Array.from(parameters.covariances, variance => 1 / variance)
    const { covariances: _, ...rest } = parameters
    const inverted = GaussianMixture.fromParameters({ ...rest, precisions })
    expectClose(inverted.covariances, flat.covariances, { relative: 1e-12 })
  })
})

it('31. checks the format and version of every saved kind of model', async () => {
  const options = { components: 2, covarianceType: 'diag', starts: 1, maxIterations: 3 } as const
  const saved = [
    { json: (await fitGaussianMixture(iris, options)).model.toJSON(), read: (json: unknown) => GaussianMixture.fromJSON(json), code: 'invalid-model' },
    { json: (await fitStudentMixture(iris, options)).model.toJSON(), read: (json: unknown) => StudentMixture.fromJSON(json), code: 'invalid-model' },
    { json: (await fitNoiseMixture(iris, options)).model.toJSON(), read: (json: unknown) => NoiseMixture.fromJSON(json), code: 'invalid-model' },
    { json: (await fitMixedMixture({ columns: Array.from({ length: iris.columns }, () => ({ kind: 'number' }) as const), samples: iris }, options)).model.toJSON(), read: (json: unknown) => MixedMixture.fromJSON(json), code: 'invalid-model' },
    {
      json: (await fitMixtureClassifier(iris, irisSpecies, { method: 'EDDA', covarianceTypes: ['EEE'] })).classifier.toJSON(),
      read: (json: unknown) => MixtureClassifier.fromJSON(json),
      code: 'invalid-classifier',
    },
  ]
  for (const { json, read, code } of saved) {
    expect(read(JSON.parse(JSON.stringify(json))).toJSON()).toEqual(json)
    expect(() => read({ ...json, version: 99 })).toThrow(expect.objectContaining({ code }))
    expect(() => read({ ...json, format: 'pickle' })).toThrow(expect.objectContaining({ code }))
  }
})
