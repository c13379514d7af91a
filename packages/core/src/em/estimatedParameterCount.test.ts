import { expect, it } from 'vitest'
import { iris } from '../testing/iris.js'
import { everyStructure } from '../testing/everyStructure.js'
import { estimatedParameterCount } from './estimatedParameterCount.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'

it.each(everyStructure)('counts all parameters of a free fit, and only the free ones of a constrained fit (%s)', async (_, covarianceType) => {
  const { model, parameterCount } = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1, maxIterations: 1 })
  expect(parameterCount).toBe(model.parameterCount)
  const all = model.parameterCount
  expect(estimatedParameterCount(model, { weights: 'equal' })).toBe(all - 2)
  expect(estimatedParameterCount(model, { frozen: { weights: true, means: [0, 2] } })).toBe(all - 2 - 8)
  expect(estimatedParameterCount(model, { frozen: { means: true, covariances: true } })).toBe(2)
})

it('counts the covariances that are not frozen', async () => {
  const { model } = await fitGaussianMixture(iris, { components: 3, starts: 1, maxIterations: 1 })
  expect(estimatedParameterCount(model, { frozen: { covariances: [1] } })).toBe(44 - 10)
})

it('refuses equal weights together with frozen ones', async () => {
  const { model } = await fitGaussianMixture(iris, { components: 2, starts: 1, maxIterations: 1 })
  await expect(fitGaussianMixture(iris, { components: 2, initialize: model, weights: 'equal', frozen: { weights: true } })).rejects.toThrow(
    "option weights must be 'free' beside frozen.weights, but it is 'equal'. Freeze weights that are equal, or leave one of the two out.",
  )
  await expect(fitGaussianMixture(iris, { components: 2, weights: 'same' as never })).rejects.toThrow("option weights must be one of 'free', 'equal', but it is 'same'.")
})
