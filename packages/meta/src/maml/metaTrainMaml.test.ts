import { fitGaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { areSecondOrderGradientsInstalled, memoryCheckpointStore, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { classificationLearner, episodeAccuracy } from '../learners/classificationLearner.js'
import { functionLearner } from '../learners/functionLearner.js'
import type { InnerLoop } from '../learners/innerLoop.js'
import { loadTasks } from '../learners/metaBatch.js'
import { tensorsOf } from '../learners/namedArrays.js'
import { regressionLearner } from '../learners/regressionLearner.js'
import { mixtureLearner } from '../mixtures/mixtureLearner.js'
import { loadMetaLearned, loadMixtureStart, saveMetaLearned } from '../models/metaLearnedFile.js'
import { labelledEpisodes } from '../tasks/labelledEpisodes.js'
import { movedMixtures } from '../tasks/movedMixtures.js'
import { sinusoids } from '../tasks/sinusoids.js'
import { taskSeed, type TaskFamily } from '../tasks/taskFamily.js'
import { oppositeTasks, parabolaLearner } from '../testing/parabola.js'
import { createVariables } from '../training/createVariables.js'
import { metaGradient } from './metaGradient.js'
import { metaTrainMaml, type MamlOptions } from './metaTrainMaml.js'

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

describe('the meta-gradient', () => {
  const inner: InnerLoop = { innerStep: 'gradient', innerSteps: 1, innerLearningRate: 0.25 }
  const family = oppositeTasks(2, 6)

  // One step from p = 1: θ = 1 - ¼ (1 - x) is 1.25 for x = 2 and 0.25 for x = -2; ∇L(θ; q) is -4.75 and 6.25.
  it.each([
    ['first', 1, 0.75],
    // Times dθ/dp = 1 - α.
    ['second', 1, 0.75 * 0.75],
    // Two steps: θ = 23/16 and -5/16; ∇L = -73/16 and 91/16, mean 9/16.
    ['first', 2, 0.5625],
    ['second', 2, 0.5625 * 0.75 ** 2],
  ] as const)('of %s order through %i steps is what it is by hand', async (order, innerSteps, expected) => {
    const { gradients, losses } = await gradientOf({ order, inner: { ...inner, innerSteps } })
    expect(gradients['start/p']).toBeCloseTo(expected, 6)
    if (innerSteps === 1) expect(losses).toEqual([0.5 * 4.75 ** 2, 0.5 * 6.25 ** 2])
  })

  it.each(['first', 'second'] as const)('of a learned rate is -∇L(θ; q) ∇L(p; x) of one step (%s order)', async order => {
    const { gradients } = await gradientOf({ order, inner }, 0.25)
    // -(-4.75)(-1) and -(6.25)(3).
    expect(gradients['rate/p']).toBeCloseTo((-4.75 - 6.25 * 3) / 2, 5)
  })

  async function gradientOf(settings: { order: 'first' | 'second'; inner: InnerLoop }, rate?: number) {
    const learner = parabolaLearner(1)
    const start = await createVariables(() => tensorsOf(learner.parameters))
    const rates = rate === undefined ? undefined : await createVariables(() => ({ p: tf.scalar(rate) }))
    const batch = loadTasks(family, learner, [2 ** 31, 0])
    const { losses, norm, gradients } = metaGradient({ start, rates }, batch, settings)
    const found = {
      losses: Array.from(await losses.data()),
      gradients: Object.fromEntries(await Promise.all(Object.entries(gradients).map(async ([name, value]) => [name, (await value.data())[0]] as const))),
    }
    tf.dispose([losses, norm, ...Object.values(gradients), ...Object.values<tf.Tensor>(start), ...batch.support.tensors, ...batch.query.tensors])
    if (rates) tf.dispose(Object.values<tf.Tensor>(rates))
    return found
  }
})

describe('training on sinusoids', () => {
  const learner = regressionLearner({ inputs: 1, widths: [20, 20], seed: 1 })
  const options: MamlOptions = { epochs: 3, stepsPerEpoch: 40, metaBatch: 16, validationTasks: 48, innerLearningRate: 0.03, metaLearningRate: 5e-3, seed: 4 }

  it.each([
    ['second', 'fixed'],
    ['second', 'learned'],
    ['first', 'fixed'],
  ] as const)('lowers the error after one step, and tells its order (%s, %s rates)', async (order, innerRates) => {
    const learned = await metaTrainMaml(sinusoids({ query: 20 }), learner, { ...options, order, innerRates })
    expect(learned).toMatchObject({ method: 'maml', order, end: 'finished', steps: 120 })
    expect(learned.history).toHaveLength(3)
    const [first, last] = [learned.history[0].metrics, learned.history[2].metrics]
    expect(last.validationLoss).toBeLessThan(0.75 * first.validationStartLoss)
    expect(last.validationLoss).toBeLessThan(last.validationStartLoss)
    if (order === 'second') expect(areSecondOrderGradientsInstalled()).toBe(true)
    expect(learned.rates === undefined).toBe(innerRates === 'fixed')
  })

  it('resumes to the bits of a run that never stopped, also after its signal aborted', async () => {
    const family = sinusoids()
    const short = { ...options, epochs: 2, stepsPerEpoch: 10 }
    const whole = await metaTrainMaml(family, learner, short)
    const store = memoryCheckpointStore()
    const controller = new AbortController()
    const aborted = metaTrainMaml(family, learner, {
      ...short,
      signal: controller.signal,
      checkpoints: { store },
      onStep: ({ step }) => (step === 13 ? controller.abort(new Error('enough')) : undefined),
    })
    await expect(aborted).rejects.toThrow('enough')
    const resumed = await metaTrainMaml(family, learner, { ...short, checkpoints: { store } })
    expect(resumed.end).toBe('finished')
    expect(resumed.parameters).toEqual(whole.parameters)
    expect(resumed.history).toEqual(whole.history)
    await expect(metaTrainMaml(family, learner, { ...short, innerSteps: 2, checkpoints: { store } })).rejects.toThrow(/setting 'innerSteps'/)
  })

  it('survives being saved and loaded', async () => {
    const family = sinusoids()
    const learned = await metaTrainMaml(family, learner, { ...options, epochs: 1, stepsPerEpoch: 5, innerRates: 'learned', innerClipNorm: 3 })
    const loaded = loadMetaLearned(learner, saveMetaLearned(learned))
    expect(loaded).toMatchObject({ method: 'maml', order: 'second', inner: learned.inner, history: learned.history })
    const task = family.task(9)
    const [before, after] = await Promise.all([learned, loaded].map(async one => (await one.adapt(task, 3)).predict(task.query.inputs)))
    expect(after).toEqual(before)
    expect(await loaded.queryLosses([task, family.task(11)])).toEqual(await learned.queryLosses([task, family.task(11)]))
    await expect(loaded.adapt({ support: { ...task.support, targets: { data: new Float64Array(2), rows: 2, columns: 1 } } })).rejects.toThrow(
      'support must be as many targets as inputs, but it is 2 for 10. Pass a set like those of the tasks in training.',
    )
    expect(() => loadMetaLearned(regressionLearner({ inputs: 1 }), saveMetaLearned(learned))).toThrow(
      'model file: learner must be {"activation":"relu","inputs":1,"kind":"regression","outputs":1,"widths":[40,40]}, ' +
        'but it is {"activation":"relu","inputs":1,"kind":"regression","outputs":1,"widths":[20,20]}. Load it with the function and the version that saved it.',
    )
  })
})

describe('training of mixtures', () => {
  const arm = (correlation: number) => [[1, correlation], [correlation, 1]]
  const family = movedMixtures(
    { covarianceType: 'full', weights: [0.4, 0.3, 0.3], means: [[0, 0], [0, 0], [3, 0]], covariances: [arm(0.95), arm(-0.95), [[0.1, 0], [0, 0.1]]] },
    { shift: 1, rotation: 25, rows: 100 },
  )

  it.each(['em', 'gradient'] as const)('gives a start that core takes, better after its steps than before training (%s)', async innerStep => {
    const learner = await mixtureLearner(family, { components: 3 })
    const learned = await metaTrainMaml(family, learner, {
      innerStep, innerSteps: 2, innerLearningRate: 0.05, epochs: 2, stepsPerEpoch: 25, metaBatch: 8, validationTasks: 32, metaLearningRate: 0.01,
    })
    const random = createRandom(77)
    const held = Array.from({ length: 24 }, () => family.task(taskSeed(random, 'validation')))
    const mean = (losses: Float32Array) => losses.reduce((sum, loss) => sum + loss / losses.length, 0)
    const before = await metaLossOf(learner.parameters)
    expect(mean(await learned.queryLosses(held))).toBeLessThan(before)
    const { logLikelihoods } = await fitGaussianMixture(held[0].support, { components: 3, initialize: learned.start, maxIterations: 2, tolerance: 0 })
    expect(logLikelihoods).toHaveLength(3)

    async function metaLossOf(parameters: typeof learner.parameters): Promise<number> {
      const untrained = loadMixtureStart(saveMetaLearned({ ...learned, parameters }))
      return mean(await untrained.queryLosses(held))
    }
  })

  it('adapts by EM as core does, and is loaded with its learner', async () => {
    const learner = await mixtureLearner(family, { components: 3 })
    const learned = await metaTrainMaml(family, learner, { innerStep: 'em', innerSteps: 2, epochs: 1, stepsPerEpoch: 2, metaBatch: 4, validationTasks: 4 })
    const loaded = loadMixtureStart(saveMetaLearned(learned))
    expect(loaded.start).toEqual(learned.start)
    const task = family.task(5)
    const adapted = await loaded.adapt(task)
    const { model } = await fitGaussianMixture(task.support, {
      components: 3, initialize: learned.start, maxIterations: 2, tolerance: 0, acceleration: 'none', regularization: { absolute: 0 },
    })
    const sorted = (values: ArrayLike<number>) => Array.from(values).sort((a, b) => a - b)
    // Two EM steps in float32.
    sorted(adapted.means).forEach((value, i) => expect(value).toBeCloseTo(sorted(model.means)[i], 3))
    sorted(adapted.weights).forEach((value, i) => expect(value).toBeCloseTo(sorted(model.weights)[i], 3))
  })
})

it('learns to tell new classes apart', async () => {
  // Twelve classes on a circle in 2 of 4 columns; the others are noise.
  const random = createRandom(5)
  const rows = 12 * 30
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 12)
  const data = Float64Array.from({ length: rows * 4 }, (_, at) => {
    const angle = (labels[Math.floor(at / 4)] * Math.PI) / 6
    const signal = at % 4 === 0 ? 2 * Math.cos(angle) : at % 4 === 1 ? 2 * Math.sin(angle) : 0
    return signal + (at % 4 < 2 ? 0.15 : 1) * random.normal()
  })
  const family = labelledEpisodes({ data, rows, columns: 4 }, labels, { ways: 2, shots: 2, queries: 10, validationClasses: [2, 6, 9] })
  const learner = classificationLearner({ inputs: 4, widths: [24], classes: 2, seed: 2 })
  const learned = await metaTrainMaml(family, learner, {
    epochs: 2, stepsPerEpoch: 75, metaBatch: 12, validationTasks: 24, innerSteps: 2, innerLearningRate: 0.3, metaLearningRate: 0.01,
  })
  let accuracy = 0
  for (let seed = 1; seed < 60; seed += 2) {
    const task = family.task(seed)
    accuracy += (await episodeAccuracy(await learned.adapt(task, 5), task.query)) / 30
  }
  expect(accuracy).toBeGreaterThan(0.9)
})

describe('what cannot be trained', () => {
  const learner = regressionLearner({ inputs: 1, widths: [4] })
  const few: MamlOptions = { epochs: 1, stepsPerEpoch: 3, metaBatch: 2, validationTasks: 2 }

  it.each([
    [{ order: 'third' }, "option order must be one of 'second', 'first', but it is 'third'. Pass for example order: 'second'."],
    [{ innerSteps: 0 }, 'option innerSteps must be a whole number of at least 1, but it is 0. Pass for example innerSteps: 2.'],
    [{ innerLearningRate: -1 }, 'option innerLearningRate must be a finite number above 0, but it is -1. Pass for example innerLearningRate: 0.01.'],
    [{ innerStep: 'em', innerRates: 'learned' }, "option innerRates must be 'fixed' beside innerStep: 'em', which has no rate, but it is 'learned'. Leave it out, or pass innerStep: 'gradient'."],
    [{ innerStep: 'em' }, "learner 'regression' must have EM steps for innerStep: 'em', but it has none. Pass innerStep: 'gradient'."],
  ])('refuses %j', async (options, message) => {
    await expect(metaTrainMaml(sinusoids(), learner, { ...few, ...(options as MamlOptions) })).rejects.toThrow(message)
  })

  it('names a family with one task', async () => {
    const one = { name: 'one', task: (seed: number) => ({ ...sinusoids().task(2), seed }) }
    await expect(metaTrainMaml(one, learner, few)).rejects.toThrow(
      "family 'one' must have at least 2 different tasks, but it has 1. Add tasks, or fit the one there is directly.",
    )
  })

  it('names the task of another dimension, or with too few rows', async () => {
    const wide: TaskFamily<ReturnType<ReturnType<typeof sinusoids>['task']>['support']> = {
      name: 'wide',
      task: seed => {
        const task = sinusoids().task(seed)
        return seed % 2 === 0 ? task : { ...task, query: { ...task.query, inputs: { ...task.query.inputs, rows: 5, columns: 2 } } }
      },
    }
    await expect(metaTrainMaml(wide, learner, few)).rejects.toThrow(
      /^query of task \d+ of family 'wide' must be inputs of at least 1 x 1, but it is 5 x 2\. Look at family\.task\(\d+\), and make all tasks alike\.$/,
    )
    const mixtures = await mixtureLearner(movedMixtures({ covarianceType: 'spherical', weights: [1], means: [[0, 0]], covariances: [1] }, { shift: 1 }), { components: 3, pooledTasks: 2 })
    const small = movedMixtures({ covarianceType: 'spherical', weights: [1], means: [[0, 0]], covariances: [1] }, { shift: 1, rows: 2 })
    await expect(metaTrainMaml(small, mixtures, few)).rejects.toThrow(
      /^support of task \d+ of family 'moved mixtures' must be a matrix of at least 3 x 2, but it is 2 x 2\./,
    )
  })

  it('names the parameter that the loss does not use', async () => {
    const idle = functionLearner<number>({
      kind: 'idle',
      parameters: { used: { shape: [], data: Float32Array.of(1) }, unused: { shape: [], data: Float32Array.of(1) } },
      load: x => ({ x: tf.scalar(x) }),
      loss: ({ used }, { x }) => tf.square(tf.sub(used, x)) as tf.Scalar,
    })
    await expect(metaTrainMaml(oppositeTasks(1, 1), idle, few)).rejects.toThrow(
      /^learner 'idle' must have a loss that can be differentiated by each of used, unused, but it cannot \(.*\)\. Leave out parameters that the loss does not use/s,
    )
  })

  it('names the task on which the inner loop diverged, and keeps the parameters from before', async () => {
    const store = memoryCheckpointStore()
    const steep: MamlOptions = { ...few, innerSteps: 12, innerLearningRate: 1e4, order: 'first' }
    await expect(metaTrainMaml(oppositeTasks(1e20, 1), parabolaLearner(1), { ...steep, checkpoints: { store } })).rejects.toThrow(
      /^the loss of task \d+ must be finite after 12 inner steps, but it is (Infinity|NaN) \(meta-step 1\)\. Lower innerLearningRate, or pass innerClipNorm: 1; parameters are those from before\.$/,
    )
    expect(await store.names()).toEqual([])
    const clipped = await metaTrainMaml(oppositeTasks(1e20, 1), parabolaLearner(1), { ...steep, innerClipNorm: 1e-3, metaClipNorm: 1 })
    expect(Number.isFinite(clipped.parameters.p.data[0])).toBe(true)
  })
})

it('takes the first step of Adam: the meta-learning rate along the sign of the gradient', async () => {
  const learned = await metaTrainMaml(oppositeTasks(2, 6), parabolaLearner(1), {
    epochs: 1, stepsPerEpoch: 1, metaBatch: 2, validationTasks: 2, metaLearningRate: 0.1,
  })
  expect(Math.abs(learned.parameters.p.data[0] - 1)).toBeCloseTo(0.1, 4)
})
