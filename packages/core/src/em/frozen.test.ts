import { describe, expect, it } from 'vitest'
import { covarianceStructure, parsimoniousTypes } from '../covariance/structures.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { structureNames } from '../testing/structureNames.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import type { FitOptions } from '../fit/fitOptions.js'
import type { Frozen } from './frozen.js'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'

/** A start near the optimum but not at it, so that every free parameter changes. */
async function startOf(covarianceType: NonNullable<FitOptions['covarianceType']>): Promise<GaussianMixture> {
  const fit = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1, maxIterations: 0 })
  return fit.model
}

describe.each(structureNames)('frozen parts, %s', covarianceType => {
  it.each<{ frozen: Frozen }>([
    { frozen: { means: true } },
    { frozen: { weights: true } },
    { frozen: { covariances: true } },
    { frozen: { weights: true, covariances: true } },
    { frozen: { means: [1] } },
    { frozen: { means: [0, 2], weights: true } },
  ])('$frozen keep every bit, and the free parameters raise the likelihood at every step', async ({ frozen }) => {
    const model = await startOf(covarianceType)
    const shifted = { weights: [0.2, 0.5, 0.3], means: model.means.map((value, at) => value + 0.1 * (at % 3)), covariances: model.covariances }
    const fit = await fitGaussianMixture(iris, {
      components: 3, covarianceType, initialize: shifted, frozen, regularization: { absolute: 0 },
    })
    if (frozen.weights) expect(Array.from(fit.model.weights)).toEqual(shifted.weights)
    else expect(Array.from(fit.model.weights)).not.toEqual(shifted.weights)
    const which = frozen.means === true ? [0, 1, 2] : (frozen.means || [])
    for (let k = 0; k < 3; k++) {
      const given = shifted.means.slice(4 * k, 4 * k + 4)
      if (which.includes(k)) expect(fit.model.componentMean(k)).toEqual(given)
      else expect(fit.model.componentMean(k)).not.toEqual(given)
    }
    if (frozen.covariances) expect(fit.model.covariances).toEqual(shifted.covariances)
    else expect(fit.model.covariances).not.toEqual(shifted.covariances)
    const { logLikelihoods } = fit
    expect(logLikelihoods.length).toBeGreaterThan(2)
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
  })

  it('can be the covariances of some components if components share no parameters', async () => {
    const model = await startOf(covarianceType)
    const fitting = fitGaussianMixture(iris, {
      components: 3, covarianceType, initialize: model, frozen: { covariances: [1] }, regularization: { absolute: 0 },
    })
    if (!['VVV', 'VVI', 'VII'].includes(covarianceType)) {
      await expect(fitting).rejects.toThrow(
        `option frozen.covariances must be true or false for covarianceType '${covarianceType}', whose components share parameters, ` +
          "but it is '[1]'. Pass true, or choose a structure of independent covariances, such as VVV, VVI or VII.",
      )
      return
    }
    const fit = await fitting
    expect(fit.model.componentCovariance(1)).toEqual(model.componentCovariance(1))
    expect(fit.model.componentCovariance(0)).not.toEqual(model.componentCovariance(0))
    for (let i = 1; i < fit.logLikelihoods.length; i++) {
      expect(fit.logLikelihoods[i]).toBeGreaterThan(fit.logLikelihoods[i - 1] - 1e-12)
    }
  })
})

it.each(parsimoniousTypes)('%s shares no parameters in one column if volumes vary', covarianceType => {
  const { parameterCount } = covarianceStructure(covarianceType)
  expect(parameterCount(2, 1) === 2 * parameterCount(1, 1)).toBe(covarianceType.startsWith('V'))
})

it('takes the variance about a frozen mean, by hand', async () => {
  const { model } = await fitGaussianMixture([[1], [3], [5], [7]], {
    components: 1, initialize: { weights: [1], means: [[2]], covariances: [[[1]]] }, frozen: { means: true },
    regularization: { absolute: 0 },
  })
  // (1 + 1 + 9 + 25) / 4
  expect([model.means[0], model.covariances[0]]).toEqual([2, 9])
})

it('keeps the order of the given mixture', async () => {
  const initialize = { weights: [0.1, 0.9], means: [[2, 54], [4.3, 80]], covariances: [[0.1, 30], [0.2, 36]] }
  const { model } = await fitGaussianMixture(oldFaithful, { components: 2, covarianceType: 'diag', initialize, frozen: { means: [0] } })
  expect(Array.from(model.componentMean(0))).toEqual([2, 54])
  expect(model.weights[0]).toBeLessThan(model.weights[1])
})

it.each<{ options: Partial<FitOptions>; message: string }>([
  {
    options: { frozen: { means: true } },
    message:
      "option frozen must be used with a given mixture, but it is 'used with initialize: 'k-means++''. " +
      'Pass initialize: { weights, means, covariances } with the parts that stay.',
  },
  {
    options: { frozen: { means: true }, initialize: { labels: [0, 1] } },
    message: "option frozen must be used with a given mixture, but it is 'used with initialize: an assignment'.",
  },
  {
    options: { frozen: { means: [2] }, initialize: { weights: [0.5, 0.5], means: [[2, 55], [4, 80]], precisions: [[1, 1], [1, 1]] } },
    message: 'option frozen.means must be components from 0 to 1, but it is 2. List components of the given mixture, or pass true for all.',
  },
])('refuses $options', async ({ options, message }) => {
  await expect(fitGaussianMixture(oldFaithful, { components: 2, covarianceType: 'diag', ...options })).rejects.toThrow(message)
})
