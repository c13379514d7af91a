import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { fitBayesianGaussianMixture } from './fitBayesianGaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { goldenPosteriors } from '../testing/goldenPosteriors.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'

const waiting: Matrix = matrix(oldFaithful.data.filter((_, at) => at % 2 === 1), 272, 1)
const eruptionLabels = Array.from(waiting.data, minutes => (minutes < 68 ? 1 : 0))
const irisLabels = Array.from({ length: 150 }, (_, row) => {
  const [petalLength, petalWidth] = [iris.data[row * 4 + 2], iris.data[row * 4 + 3]]
  return petalLength < 2.5 ? 1 : petalWidth < 1.65 ? 2 : 0
})
const datasets = {
  faithful: { samples: oldFaithful, labels: eruptionLabels, components: 2 },
  waiting: { samples: waiting, labels: eruptionLabels, components: 2 },
  iris: { samples: iris, labels: irisLabels, components: 3 },
}

describe('fitBayesianGaussianMixture', () => {
  it.each(goldenPosteriors)('arrives at the posterior of $oracle: $data, $covarianceType, $prior', async golden => {
    const { samples, labels, components } = datasets[golden.data]
    const { model, posterior } = await fitBayesianGaussianMixture(samples, {
      components,
      covarianceType: golden.covarianceType,
      prior: { weights: golden.prior },
      initialize: { labels },
      tolerance: 0,
      maxIterations: 1500,
    })
    const tolerance = { relative: 1e-8, floor: 1e-2 }
    expectClose(model.weights, golden.weights, tolerance)
    expectClose(posterior.meanPrecisions, golden.meanPrecisions, tolerance)
    expectClose(posterior.means, golden.means, tolerance)
    expectClose(posterior.degreesOfFreedom, golden.degreesOfFreedom, tolerance)
    expectClose(model.covariances, golden.covariances, tolerance)
  })

  it('orders components by descending weight, sticks too', async () => {
    const { model, posterior } = await fitBayesianGaussianMixture(iris, { components: 5, covarianceType: 'diag' })
    for (let k = 1; k < 5; k++) expect(model.weights[k]).toBeLessThanOrEqual(model.weights[k - 1])
    if (posterior.weights.prior !== 'dirichlet-process') expect.fail('not the default prior')
    for (let k = 1; k < 5; k++) expect(posterior.weights.a[k]).toBeLessThanOrEqual(posterior.weights.a[k - 1])
  })

  it('sees data through the statistics of any source, and repeats itself', async () => {
    const options = { components: 4, seed: 3 }
    const [one, same] = [
      await fitBayesianGaussianMixture(oldFaithful, options),
      await fitBayesianGaussianMixture(await samplesSource(oldFaithful), options),
    ]
    expect(same.model.toJSON()).toEqual(one.model.toJSON())
    expect(same.bounds).toEqual(one.bounds)
    expect(GaussianMixture.fromJSON(one.model.toJSON()).means).toEqual(one.model.means)
  })

  it('counts a row of weight 2 as two rows', async () => {
    const random = createRandom(5)
    const sampleWeights = Float64Array.from({ length: 272 }, () => random.integer(3))
    const repeated = Array.from(sampleWeights).flatMap((weight, row) =>
      Array.from({ length: weight }, () => oldFaithful.data.subarray(2 * row, 2 * row + 2)),
    )
    const { means, covariances } = await startOfFaithful()
    const options = { components: 2, initialize: { weights: [0.6, 0.4], means, covariances } }
    const weighted = await fitBayesianGaussianMixture(oldFaithful, { ...options, sampleWeights })
    const plain = await fitBayesianGaussianMixture(repeated, options)
    expectClose(weighted.bounds, plain.bounds, { relative: 1e-11 })
    expectClose(weighted.model.covariances, plain.model.covariances, { relative: 1e-8 })
  })

  it('marginalises missing cells without lowering the bound', async () => {
    const random = createRandom(8)
    const data = oldFaithful.data.map((value, at) => (at % 2 === 1 && random.uniform() < 0.2 ? NaN : value))
    const { bounds, model } = await fitBayesianGaussianMixture(matrix(Float64Array.from(data), 272, 2), {
      components: 3, missing: 'marginalize', starts: 1, tolerance: 0, maxIterations: 40,
    })
    for (let i = 1; i < bounds.length; i++) expect(bounds[i]).toBeGreaterThanOrEqual(bounds[i - 1] - 1e-12)
    expect(model.weights[0]).toBeGreaterThan(0.5)
  })

  it('ends where onIteration says stop, and rejects where the signal aborts', async () => {
    const iterations: number[] = []
    const fit = await fitBayesianGaussianMixture(oldFaithful, {
      components: 3,
      onIteration: ({ iteration, bound, starts }) => {
        iterations.push(iteration)
        expect(starts).toBe(4)
        expect(Number.isFinite(bound)).toBe(true)
        return iteration === 2 ? 'stop' : undefined
      },
    })
    expect(iterations).toEqual([0, 1, 2])
    expect(fit).toMatchObject({ stopped: true, converged: false, iterations: 2 })
    expect(fit.starts).toHaveLength(1)
    await expect(
      fitBayesianGaussianMixture(oldFaithful, { components: 3, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough')
  })
})

describe('its errors', () => {
  it.each([
    [{ degreesOfFreedom: 1 }, "option prior.degreesOfFreedom must be a number above 1, but it is 1. Pass for example 2."],
    [{ meanPrecision: 0 }, 'option prior.meanPrecision must be a number above 0, but it is 0. Pass for example 1.'],
    [{ weightConcentration: NaN }, 'option prior.weightConcentration must be a number above 0, but it is NaN. Pass for example 0.1.'],
    [{ mean: [1, 2, 3] }, 'prior.mean must be [2], 2 numbers, but it is 3 numbers. Give it the columns of the data.'],
    [{ covariance: [[1, 2], [2, 1]] }, 'prior.covariance must be positive definite, but it is not (pivot -3.00e+0 at row 1). If it is that of the data, a column is constant or depends on those before it: leave that column out, or pass prior.covariance.'],
    [{ covariance: [[2, 1], [0, 2]] }, 'prior.covariance must be symmetric, but it is 0 at [1, 0] and 1 at [0, 1]. Pass (C + Cᵀ) / 2.'],
  ])('%j', async (prior, message) => {
    await expect(fitBayesianGaussianMixture(oldFaithful, { components: 2, prior })).rejects.toThrow(message)
  })

  it('needs a row per component', async () => {
    await expect(fitBayesianGaussianMixture([[1], [2]], { components: 3 })).rejects.toThrow(
      'a mixture of 3 components needs at least 3 rows, but there are 2. Add rows, or lower components.',
    )
  })

  it('takes fewer degrees of freedom where columns are independent', async () => {
    const { prior } = await fitBayesianGaussianMixture(oldFaithful, {
      components: 2, covarianceType: 'diag', prior: { degreesOfFreedom: 0.5 }, maxIterations: 1,
    })
    expect(prior.degreesOfFreedom).toBe(0.5)
  })
})

async function startOfFaithful(): Promise<GaussianMixture> {
  const { model } = await fitBayesianGaussianMixture(oldFaithful, { components: 2, maxIterations: 1 })
  return model
}
