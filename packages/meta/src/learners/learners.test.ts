import { installSecondOrderGradients, listBackends, useBackend, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mixtureLearner } from '../mixtures/mixtureLearner.js'
import { labelledEpisodes } from '../tasks/labelledEpisodes.js'
import { randomMixtures } from '../tasks/randomMixtures.js'
import { sinusoids } from '../tasks/sinusoids.js'
import { classificationLearner, episodeAccuracy } from './classificationLearner.js'
import { functionLearner } from './functionLearner.js'
import { adaptParameters, type InnerLoop } from './innerLoop.js'
import { copiesOf, tensorsOf } from './namedArrays.js'
import { regressionLearner } from './regressionLearner.js'
import { parabolaLearner } from '../testing/parabola.js'
import { verifyLearner } from './verifyLearner.js'

let tensorsBefore = 0
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore)
})

describe('the inner loop', () => {
  beforeAll(async () => {
    await useBackend('cpu')
  })

  const gradient: InnerLoop = { innerStep: 'gradient', innerSteps: 2, innerLearningRate: 0.5 }
  it.each([
    // p: 1 → 1 - ½ (1 - 5) = 3 → 4; 1 → -1 → -2.
    ['gradient steps', gradient, [4, -2]],
    // Gradients are -4 and 4, clipped to 1: 1 → 1.5 → 2; 1 → 0.5 → 0.
    ['clipped gradient steps', { ...gradient, innerClipNorm: 1 }, [2, 0]],
    // The first step of Adam is α along the sign of the gradient.
    ['a step of Adam', { innerStep: 'adam', innerSteps: 1, innerLearningRate: 0.1 }, [1.1, 0.9]],
  ] satisfies [string, InnerLoop, number[]][])('takes %s that can be followed by hand', async (_name, loop, expected) => {
    const learner = parabolaLearner(1)
    const sets = learner.load([5, -3])
    const adapted = tf.tidy(() => adaptParameters(copiesOf(tensorsOf(learner.parameters), 2), sets, loop).p)
    const values = await adapted.data()
    tf.dispose([adapted, ...sets.tensors])
    // One rounding of float32 per operation.
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5))
  })

  it('descends by the rate of each parameter', async () => {
    const sets = parabolaLearner(1).load([5])
    const adapted = tf.tidy(() => adaptParameters({ p: tf.tensor1d([1]) }, sets, gradient, { p: tf.scalar(0.25) }).p)
    // 1 → 2 → 2.75
    expect((await adapted.data())[0]).toBe(2.75)
    tf.dispose([adapted, ...sets.tensors])
  })
})

describe('dense learners', () => {
  beforeAll(async () => {
    await useBackend('cpu')
  })

  it('have the squared error of what they predict', async () => {
    const learner = regressionLearner({ inputs: 1, widths: [8], seed: 3 })
    const { support } = sinusoids({ support: 6 }).task(2)
    const { data } = await learner.model(learner.parameters).predict(support.inputs)
    const expected = Array.from(data).reduce((sum, y, i) => sum + (y - support.targets.data[i]) ** 2 / 6, 0)
    const sets = learner.load([support])
    const losses = tf.tidy(() => sets.losses(copiesOf(tensorsOf(learner.parameters), 1)))
    expect((await losses.data())[0]).toBeCloseTo(expected, 4)
    tf.dispose([losses, ...sets.tensors])
  })

  it('have cross-entropy ln C where all parameters are zero, and an accuracy of 1 / C', async () => {
    const samples = { data: Float64Array.from({ length: 24 }, (_, i) => Math.sin(i)), rows: 12, columns: 2 }
    const family = labelledEpisodes(samples, Int32Array.from({ length: 12 }, (_, i) => i % 4), { ways: 4, shots: 1, queries: 2 })
    const learner = classificationLearner({ inputs: 2, widths: [3], classes: 4 })
    const zeros = Object.fromEntries(Object.entries(learner.parameters).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]))
    const { query } = family.task(4)
    const sets = learner.load([query])
    const losses = tf.tidy(() => sets.losses(copiesOf(tensorsOf(zeros), 1)))
    expect((await losses.data())[0]).toBeCloseTo(Math.log(4), 6)
    tf.dispose([losses, ...sets.tensors])
    expect(await episodeAccuracy(learner.model(zeros), query)).toBe(0.25)
  })

  it('name what is wrong with a set', () => {
    const regression = regressionLearner({ inputs: 2 })
    const two = { data: new Float64Array(4), rows: 2, columns: 2 }
    expect(regression.problemOf({ inputs: two, targets: { data: new Float64Array(3), rows: 3, columns: 1 } })).toEqual({
      expected: 'as many targets as inputs', actual: '3 for 2',
    })
    const classification = classificationLearner({ inputs: 2, classes: 3 })
    expect(classification.problemOf({ samples: two, labels: Int32Array.of(0, 3), classes: 3 })).toEqual({
      expected: 'labelled 0 to 2', actual: 'label 3 at row 1',
    })
  })
})

/** Enough time for an emulated GPU on a busy machine. */
const slow = 240_000

const backends = (await listBackends({ softwareGpu: true })).filter(({ name }) => name !== 'tensorflow-gpu')

for (const backend of backends) {
  describe.skipIf(!backend.available)(`derivatives of learners on ${backend.name}${backend.available ? '' : ` (skipped: ${backend.reason})`}`, () => {
    beforeAll(async () => {
      await useBackend({ among: [backend.name], softwareGpu: true })
      installSecondOrderGradients()
    })
    const family = randomMixtures({ components: 3, spread: 2, standardDeviation: 0.5, rows: 60 })

    it.each(['gradient', 'em'] as const)('of a mixture of K = 3 agree with finite differences through one %s step', async innerStep => {
      const learner = await mixtureLearner(family, { components: 3 })
      const checks = await verifyLearner(learner, family.task(8), { innerStep, directions: 1 })
      expect(checks.map(({ quantity }) => quantity)).toEqual(['Hessian-vector product', `meta-gradient through 1 ${innerStep} step`])
    }, slow)

    // Later calls need no kernel that was not called before.
    const isSlow = backend.name === 'webgpu'
    const why = isSlow ? ' (skipped: an emulated GPU takes minutes)' : ''
    it.skipIf(isSlow).each(['gradient', 'em'] as const)(`of the mixture agree with them through three %s steps${why}`, async innerStep => {
      const learner = await mixtureLearner(family, { components: 3 })
      await verifyLearner(learner, family.task(8), { innerStep, innerSteps: 3, directions: 1 })
    })

    it.skipIf(isSlow)(`of smooth dense networks agree with finite differences${why}`, async () => {
      await verifyLearner(regressionLearner({ inputs: 1, widths: [6], activation: 'tanh' }), sinusoids().task(2), { innerLearningRate: 0.05, directions: 1 })
      const samples = { data: Float64Array.from({ length: 60 }, (_, i) => Math.sin(i)), rows: 30, columns: 2 }
      const episodes = labelledEpisodes(samples, Int32Array.from({ length: 30 }, (_, i) => i % 3), { ways: 3, shots: 3, queries: 4 })
      await verifyLearner(classificationLearner({ inputs: 2, widths: [5], activation: 'tanh', classes: 3 }), episodes.task(2), { directions: 1 })
    })
  })
}

it('a derivative that is wrong is named', async () => {
  await useBackend('cpu')
  const wrong = functionLearner<number>({
    kind: 'wrong',
    parameters: { p: { shape: [2], data: Float32Array.of(0.3, -0.2) } },
    load: x => ({ x: tf.scalar(x) }),
    // The sum of p³ with the gradient p², which is wrong.
    loss: ({ p }: NamedTensors) =>
      tf.customGrad((value, save) => {
        ;(save as tf.GradSaveFunc)([value as tf.Tensor])
        return {
          value: tf.sum(tf.pow(value as tf.Tensor, 3)),
          gradFunc: (dy: tf.Tensor, [x]: tf.Tensor[]) => tf.mul(dy, tf.square(x)),
        }
      })(p) as tf.Scalar,
  })
  await expect(verifyLearner(wrong, { support: 1, query: 1 })).rejects.toThrow(
    /^the second-order gradient of meta-gradient through 1 gradient step of learner 'wrong' on backend cpu must agree/,
  )
})
