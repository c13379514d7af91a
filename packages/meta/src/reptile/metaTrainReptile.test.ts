import { fitGaussianMixture } from '@mixtura/core'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mixtureLearner } from '../mixtures/mixtureLearner.js'
import { loadMixtureStart, saveMetaLearned } from '../models/metaLearnedFile.js'
import { regressionLearner } from '../learners/regressionLearner.js'
import { movedMixtures } from '../tasks/movedMixtures.js'
import { sinusoids } from '../tasks/sinusoids.js'
import { parabolaLearner } from '../testing/parabola.js'
import { metaTrainReptile } from './metaTrainReptile.js'

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

let tensorsBefore = 0
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore)
})

describe('Reptile', () => {
  it('moves towards the adapted parameters by the share of the way that is left to it', async () => {
    // All tasks are nearly the same: x = 3, plus a trace of the seed.
    const family = { name: 'near three', task: (seed: number) => ({ support: 3 + 1e-12 * seed, query: 3, seed }) }
    const learned = await metaTrainReptile(family, parabolaLearner(1), {
      innerStep: 'gradient', innerSteps: 1, innerLearningRate: 0.5, epochs: 1, stepsPerEpoch: 2, metaBatch: 3, validationTasks: 2,
    })
    // θ = 1 - ½ (1 - 3) = 2, and ε = 1: φ = 2. Then θ = 2.5, and ε = ½: φ = 2.25.
    expect(learned.parameters.p.data[0]).toBeCloseTo(2.25, 2)
    expect(learned).toMatchObject({ method: 'reptile', order: 'first', steps: 2 })
  })

  it('has an inner Adam that begins anew for each task', async () => {
    const family = { name: 'near ten', task: (seed: number) => ({ support: 10 + 1e-12 * seed, query: 10, seed }) }
    const learned = await metaTrainReptile(family, parabolaLearner(1), {
      innerSteps: 1, innerLearningRate: 0.1, metaLearningRate: 1, epochs: 1, stepsPerEpoch: 5, metaBatch: 2, validationTasks: 2,
    })
    // The first step of Adam is always 0.1 in the direction of the sign.
    expect(learned.parameters.p.data[0]).toBeCloseTo(1.5, 4)
  })

  it('lowers the error of sinusoids after its steps', async () => {
    const learned = await metaTrainReptile(sinusoids({ support: 30 }), regressionLearner({ inputs: 1, widths: [20, 20], seed: 1 }), {
      innerSteps: 5, innerLearningRate: 0.02, epochs: 3, stepsPerEpoch: 40, metaBatch: 8, validationTasks: 48,
    })
    const { metrics } = learned.history[2]
    expect(metrics.validationLoss).toBeLessThan(metrics.validationStartLoss)
    expect(metrics.validationLoss).toBeLessThan(learned.history[0].metrics.validationLoss)
  })

  it('averages mixtures whose components have one mean, and keeps them apart', async () => {
    const arm = (correlation: number) => [[1, correlation], [correlation, 1]]
    const family = movedMixtures(
      { covarianceType: 'full', weights: [0.5, 0.5], means: [[0, 0], [0, 0]], covariances: [arm(0.9), arm(-0.9)] },
      { shift: 0.2, rotation: 5, rows: 200 },
    )
    const learner = await mixtureLearner(family, { components: 2 })
    const learned = await metaTrainReptile(family, learner, { innerStep: 'em', innerSteps: 3, epochs: 1, stepsPerEpoch: 15, metaBatch: 6, validationTasks: 8 })
    const { covariances } = learned.start
    const correlations = [0, 1].map(k => covariances[4 * k + 1] / Math.sqrt(covariances[4 * k] * covariances[4 * k + 3]))
    correlations.sort((a, b) => a - b)
    expect(correlations[0]).toBeLessThan(-0.8)
    expect(correlations[1]).toBeGreaterThan(0.8)
    const { converged } = await fitGaussianMixture(family.task(3).support, { components: 2, initialize: learned.start })
    expect(converged).toBe(true)
    expect(loadMixtureStart(saveMetaLearned(learned)).start).toEqual(learned.start)
  })

  it.each([
    [{ innerStep: 'newton' as 'adam' }, "option innerStep must be one of 'adam', 'gradient', 'em', but it is 'newton'. Pass for example innerStep: 'adam'."],
    [{ metaLearningRate: 2 }, 'option metaLearningRate must be at most 1, but it is 2. Pass for example metaLearningRate: 1; it is a share of the way.'],
  ])('refuses %j', async (options, message) => {
    await expect(metaTrainReptile(sinusoids(), regressionLearner({ inputs: 1 }), options)).rejects.toThrow(message)
  })
})
