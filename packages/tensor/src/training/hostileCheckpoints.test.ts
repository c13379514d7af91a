import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/encodeCheckpoint.js'
import { adam } from '../optimizers/adam.js'
import { sgd } from '../optimizers/sgd.js'
import { attack } from '../testing/hostileFiles.js'
import { describeOnBackends } from '../testing/testBackends.js'
import { restoreTraining, trainingCheckpoint } from './trainingCheckpoint.js'
import type { TrainingProgress } from './trainingProgress.js'

const identity = { seed: 3, settings: { code: 2, tied: { a: 1 } } }
const progress: TrainingProgress = {
  epochs: 2,
  steps: 9,
  stepsInEpoch: 1,
  means: { sums: { loss: 0.5 }, counts: { loss: 1 } },
  earlyStop: { best: 0.25, epochsWithoutGain: 1 },
  history: [{ epoch: 1, step: 4, metrics: { loss: 1 } }, { epoch: 2, step: 8, metrics: { loss: 0.25 } }],
}

function oneProgram() {
  const weight = tf.tidy(() => tf.variable(tf.tensor2d([[1, 2], [3, 4]])))
  const bias = tf.tidy(() => tf.variable(tf.tensor1d([5, 6])))
  const parts = { network: adam({ weight, bias }), head: sgd({ bias }, { learningRate: 0.1, momentum: 0.9 }) }
  const dispose = (): void => {
    parts.network.dispose()
    parts.head.dispose()
    tf.dispose([weight, bias])
  }
  return { program: { parameters: { weight, bias }, parts }, dispose }
}

const remedy = 'Resume with the model and the options that it was saved with, or begin anew in another store.'

describeOnBackends('a checkpoint of a training', () => {
  it('is restored, or refused by a typed error, whatever stands in it', async () => {
    const before = tf.memory().numTensors
    const { program, dispose } = oneProgram()
    const file = encodeCheckpoint(await trainingCheckpoint(program, progress, identity))
    expect(restoreTraining(program, decodeCheckpoint(file), identity)).toEqual(progress)
    const held = tf.memory().numTensors
    const { refused, taken, faults } = await attack(file, bytes => restoreTraining(program, decodeCheckpoint(bytes), identity))
    expect(faults).toEqual([])
    expect(refused).toBeGreaterThan(1_000)
    // Numbers of another progress that are of the right kind cannot be distinguished from those of this one.
    expect(taken.filter(what => !/^(without )?values\.(progress|parts\.\w+\.steps|backend)|^arrays in another order/.test(what))).toEqual([])
    expect(tf.memory().numTensors).toBe(held)
    dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('changes nothing when it is refused, and says what is wrong', async () => {
    const { program, dispose } = oneProgram()
    const { values, arrays } = await trainingCheckpoint(program, progress, identity)
    const restoring = (change: object, changedArrays: object = {}) => () =>
      restoreTraining(program, { values: { ...values, ...change }, arrays: { ...arrays, ...changedArrays } }, identity)
    expect(restoring({ progress: { ...(values.progress as object), steps: -1 } })).toThrow(
      `checkpoint: progress.steps must be a whole number of at least 0, but it is -1. ${remedy}`,
    )
    expect(restoring({ progress: { ...(values.progress as object), stepsInEpoch: 10 } })).toThrow(
      `checkpoint: progress.stepsInEpoch must be a whole number from 0 to 9, but it is 10. ${remedy}`,
    )
    expect(restoring({ progress: { ...(values.progress as object), means: { sums: {}, counts: { loss: 1 } } } })).toThrow(
      `checkpoint: progress.means.sums must be one number for each of ["loss"], but it is {}. ${remedy}`,
    )
    expect(restoring({}, { more: { shape: [1], data: Float32Array.of(1) } })).toThrow(
      `checkpoint: names of arrays must be of parameters, parts/network, parts/head, but it is more. ${remedy}`,
    )
    expect(restoring({ settings: null })).toThrow(`checkpoint: settings must be an object, but it is null. ${remedy}`)
    expect(restoring({ parts: { network: [], head: {} } })).toThrow(`checkpoint: part 'network' must be an object, but it is []. ${remedy}`)
    expect(restoring({ kind: { toString: 1 } })).toThrow(`checkpoint: kind must be 'training', but it is {"toString":1}. ${remedy}`)
    const changed = { 'parameters:weight': { shape: [2, 2], data: Float32Array.of(9, 9, 9, 9) } }
    const diverged = { 'parts/head:velocity:bias': { shape: [2], data: Float32Array.of(1, NaN) } }
    expect(restoring({}, { ...changed, ...diverged })).toThrow(
      `checkpoint: array 'parts/head:velocity:bias' must be finite numbers, but it is NaN at place 1. ${remedy}`,
    )
    expect(Array.from(await program.parameters.weight.data())).toEqual([1, 2, 3, 4])
    expect(() => program.parts.head.restoreState({ values: { kind: 'sgd', steps: '3' }, arrays: {} })).toThrow(
      `checkpoint: steps of the optimiser must be a whole number of at least 0, but it is "3". ${remedy}`,
    )
    expect(() => program.parts.head.restoreState({ values: { kind: 'sgd', steps: 3 }, arrays: { 'velocity:other': { shape: [], data: Float32Array.of(1) } } })).toThrow(
      `checkpoint: parameters of the optimiser must be bias, but it is other. ${remedy}`,
    )
    dispose()
  })
})
