import { expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { mStep } from '../em/mStep.js'
import { sampleMixture } from '../mixture/sampleMixture.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { partialFit, startOnlineFit } from './onlineFit.js'

const truth = GaussianMixture.fromParameters({
  covarianceType: 'full', weights: [0.5, 0.3, 0.2], means: [[0, 0], [4, 0], [0, 5]],
  covariances: [[[1, 0.3], [0.3, 1]], [[0.5, 0], [0, 1]], [[1, -0.2], [-0.2, 0.4]]],
})
const rows = 6000
const { samples } = sampleMixture(truth, rows, { random: createRandom(1) })
const batches = Array.from({ length: rows / 100 }, (_, i): Matrix => matrix(samples.data.slice(200 * i, 200 * i + 200), 100, 2))

it('takes one plain EM step on the first batch, and does not modify the given fit', async () => {
  const start = startOnlineFit({ model: truth, regularization: { absolute: 0 } })
  const first = await partialFit(start, batches[0])
  const statistics = await (await samplesSource(batches[0])).accumulate(truth, { scatter: 'full' })
  const expected = mStep(statistics, { covarianceType: 'full', regularization: new Float64Array(4) })
  expectClose(first.model.means, expected.means, { relative: 1e-12 })
  expectClose(first.model.covariances, expected.covariances, { relative: 1e-12 })
  expect([start.steps, start.statistics, start.model]).toEqual([0, null, truth])
  const before = structuredClone({ statistics: first.statistics, json: first.model.toJSON() })
  await partialFit(first, batches[1])
  expect({ statistics: first.statistics, json: first.model.toJSON() }).toEqual(before)
})

it('averages statistics with the step size (t + 2)^-α, by hand', async () => {
  // One component in one column has weighted moments as statistics. With α = 1 the second batch has weight 1/3.
  const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0]], covariances: [[[1]]] })
  let fit = startOnlineFit({ model, stepExponent: 1, regularization: { absolute: 0 } })
  fit = await partialFit(fit, [[1], [3]])
  expectClose([...fit.model.means, ...fit.model.covariances], [2, 1], { relative: 1e-14 })
  fit = await partialFit(fit, [[8], [8], [8]])
  // The mean is 2/3 · 2 + 1/3 · 8 = 4, the second moment 2/3 · 5 + 1/3 · 64.
  expectClose([...fit.model.means, ...fit.model.covariances], [4, (10 + 64) / 3 - 16], { relative: 1e-13 })
})

it.each([0.5, 0, 1.01, NaN])('refuses a stepExponent of %d', stepExponent => {
  expect(() => startOnlineFit({ model: truth, stepExponent })).toThrow(
    `option stepExponent must be above 0.5 and at most 1, but it is ${stepExponent}. Pass for example 0.7.`,
  )
})
