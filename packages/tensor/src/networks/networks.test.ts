import { createRandom } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { adam } from '../optimizers/adam.js'
import { expectClose } from '../testing/expectClose.js'
import { describeOnBackends, use } from '../testing/testBackends.js'
import { convolutionalDecoder, convolutionalEncoder } from './convolutionalNetworks.js'
import { denseNetwork, mirrorOf } from './denseNetwork.js'
import { glorotUniform } from './glorotUniform.js'
import { createNetwork } from './network.js'
import { loadParameters, saveParameters } from './networkCheckpoint.js'

let tensorsBefore = 0
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore)
})

describeOnBackends('networks', () => {
  it('compute what their parameters say', () => {
    const network = denseNetwork({ inputs: 2, widths: [2, 1], name: 'small' })
    expect(Object.keys(network.parameters)).toEqual(['small/dense1/kernel', 'small/dense1/bias', 'small/dense2/kernel', 'small/dense2/bias'])
    const values = [[1, -1, 2, 1], [0.5, 0], [3, 5], [-1]]
    tf.tidy(() => Object.values(network.parameters).forEach((variable, i) => variable.assign(tf.tensor(values[i], variable.shape))))
    // hidden: relu([1 + 4 + 0.5, -1 + 2]) = [5.5, 1]; out: 16.5 + 5 - 1
    expect(tf.tidy(() => Array.from(network.apply(tf.tensor2d([[1, 2]])).dataSync()))).toEqual([20.5])
    network.dispose()
  })

  it('draw the same parameters on every backend', () => {
    const network = denseNetwork({ inputs: 3, widths: [4], seed: 5 })
    const kernel = network.parameters['dense/dense1/kernel'].dataSync()
    expect(Array.from(kernel)).toEqual(Array.from(glorotUniform([3, 4], createRandom(5).fork(0))))
    network.dispose()
  })

  it('have the shapes and counts of the convolutional pair', () => {
    const options = { height: 28, width: 28 }
    const [encoder, decoder] = [convolutionalEncoder(options), convolutionalDecoder(options)]
    expect(encoder.parameterCount).toBe(5 * 5 * 32 + 32 + 5 * 5 * 32 * 64 + 64 + 7 * 7 * 64 * 128 + 128)
    expect(decoder.parameterCount).toBe(128 * 7 * 7 * 64 + 7 * 7 * 64 + 5 * 5 * 64 * 32 + 32 + 5 * 5 * 32 + 1)
    expect([encoder.inputShape, encoder.outputShape, decoder.inputShape, decoder.outputShape]).toEqual([[28, 28, 1], [128], [128], [28, 28, 1]])
    const shapes = tf.tidy(() => {
      const code = encoder.apply(tf.ones([2, 28, 28, 1]))
      return [code.shape, decoder.apply(code).shape]
    })
    expect(shapes).toEqual([[2, 128], [2, 28, 28, 1]])
    encoder.dispose()
    decoder.dispose()
  })

  it('convolve, then pool, then add the bias and activate', () => {
    const encoder = convolutionalEncoder({ height: 2, width: 4, filters: [1], widths: [1], window: 1, activation: 'relu' })
    // Kernel 2 and bias -9; the dense layer adds both pixels.
    const values = [[2], [-9], [1, 1], [0]]
    tf.tidy(() => Object.values(encoder.parameters).forEach((variable, i) => variable.assign(tf.tensor(values[i], variable.shape))))
    // relu(2 · max(1, 5, 2, 3) - 9) + relu(2 · max(4, 0, -8, 1) - 9) = 1 + 0
    expect(tf.tidy(() => Array.from(encoder.apply(tf.tensor4d([1, 5, 4, 0, 2, 3, -8, 1], [1, 2, 4, 1])).dataSync()))).toEqual([1])
    encoder.dispose()
  })

  it('mirror', () => {
    const mirror = mirrorOf({ inputs: 8, widths: [5, 3, 2] })
    expect(mirror.model.layers.map(({ outputShape }) => outputShape)).toEqual([[null, 3], [null, 5], [null, 8]])
    mirror.dispose()
  })
})

it('tell what is trained from what layers carry beside', async () => {
  await use('cpu')
  const stack = [layers.layers.dense({ name: 'dense', units: 2, inputShape: [2] }), layers.layers.batchNormalization({ name: 'norm' })]
  const network = createNetwork('net', stack, createRandom(1))
  expect(Object.keys(network.parameters)).toEqual(['net/dense/kernel', 'net/dense/bias', 'net/norm/gamma', 'net/norm/beta'])
  expect(Object.keys(network.buffers)).toEqual(['net/norm/moving_mean', 'net/norm/moving_variance'])
  const outputs = tf.tidy(() => {
    const inputs = tf.tensor2d([[1, 2], [3, 5], [-4, 0]])
    return [true, false].map(training => Array.from(tf.mean(network.apply(inputs, { training }), 0).dataSync()))
  })
  expectClose(outputs[0], [0, 0], { relative: 1e-6, floor: 1 })
  expect(Math.abs(outputs[1][0])).toBeGreaterThan(0.01)
  network.dispose()
})

it('come back from their bytes', async () => {
  await use('cpu')
  const [network, other] = [denseNetwork({ inputs: 3, widths: [4, 2], seed: 1 }), denseNetwork({ inputs: 3, widths: [4, 2], seed: 2 })]
  const inputs = tf.tensor2d([[1, -2, 3]])
  const outputOf = (one: typeof network): number[] => tf.tidy(() => Array.from(one.apply(inputs).dataSync()))
  expect(outputOf(other)).not.toEqual(outputOf(network))
  loadParameters(other.parameters, await saveParameters(network.parameters))
  expect(outputOf(other)).toEqual(outputOf(network))
  const larger = denseNetwork({ inputs: 3, widths: [5, 2] })
  const bytes = await saveParameters(network.parameters)
  expect(() => loadParameters(larger.parameters, bytes)).toThrow(
    "checkpoint: shape of 'dense/dense1/kernel' must be [3, 5], but it is [3, 4]. " +
      'Resume with the model and the options that it was saved with, or begin anew in another store.',
  )
  for (const one of [network, other, larger]) one.dispose()
  inputs.dispose()
})

it('of convolutions come back as a model of tf.layers', async () => {
  await use('cpu')
  const encoder = convolutionalEncoder({ height: 4, width: 4, filters: [2, 3], widths: [2], window: 3, activation: 'tanh', seed: 1 })
  let saved: tf.io.ModelArtifacts | undefined
  await encoder.model.save(tf.io.withSaveHandler(async artifacts => {
    saved = artifacts
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) }
  }))
  const loaded = await layers.loadLayersModel(tf.io.fromMemory(saved!))
  const outputs = tf.tidy(() => {
    const images = tf.reshape(tf.linspace(-1, 1, 32), [2, 4, 4, 1])
    return [encoder.apply(images), loaded.apply(images) as tf.Tensor].map(values => Array.from(values.dataSync()))
  })
  expect(outputs[1]).toEqual(outputs[0])
  loaded.dispose()
  encoder.dispose()
})

it('learn to draw what they see', async () => {
  await use('cpu')
  const options = { height: 8, width: 8, filters: [4], widths: [6], window: 3, seed: 3 }
  const [encoder, decoder] = [convolutionalEncoder(options), convolutionalDecoder({ ...options, seed: 4 })]
  const random = createRandom(1)
  const images = tf.tensor(Float32Array.from({ length: 4 * 64 }, () => (random.uniform() < 0.3 ? 1 : 0)), [4, 8, 8, 1])
  const optimizer = adam({ ...encoder.parameters, ...decoder.parameters }, { learningRate: 0.01 })
  const losses: number[] = []
  for (let step = 0; step < 60; step++) {
    const { loss } = optimizer.minimize(() => ({ loss: tf.mean(tf.squaredDifference(decoder.apply(encoder.apply(images)), images)) as tf.Scalar }))
    losses.push(loss.dataSync()[0])
    loss.dispose()
  }
  expect(losses[59]).toBeLessThan(0.3 * losses[0])
  optimizer.dispose()
  encoder.dispose()
  decoder.dispose()
  images.dispose()
})

it('have kernels of the variance 2 / (inputs + outputs)', () => {
  const values = glorotUniform([3, 3, 40, 60], createRandom(1))
  const variance = values.reduce((total, value) => total + value * value, 0) / values.length
  // The variance of uniform draws has a relative standard error of √(4/5 / N); the bound is five of them.
  expectClose([variance], [2 / (9 * 100)], { relative: 5 * Math.sqrt(0.8 / values.length) })
})

it('name what they cannot be', () => {
  expect(() => denseNetwork({ inputs: 2, widths: [] })).toThrow('option widths must be whole numbers of at least 1, but it is \'[]\'. Pass for example widths: [500, 10].')
  expect(() => convolutionalEncoder({ height: 30, width: 28 })).toThrow(
    'option height must be a multiple of 4, since 2 layers halve the image, but it is 30. Pad the images, or pass fewer filters.',
  )
})
