import { createRandom } from '@mixtura/numerics'
import { adam, createNetwork, loadParameters, saveParameters, useBackend, type Network } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { GaussianMixtureConv2dOptions } from './conv2dOptions.js'
import { gaussianMixtureConv2d, type GaussianMixtureConv2d } from './gaussianMixtureConv2d.js'

function networkOf(options: Partial<GaussianMixtureConv2dOptions> = {}, seed = 1): Network {
  const layer = gaussianMixtureConv2d({ name: 'mixture', filters: 3, window: 3, inputShape: [6, 6, 2], ...options })
  return createNetwork('test', [layer], createRandom(seed))
}

function imagesOf(shape: readonly number[], seed = 5): tf.Tensor4D {
  const random = createRandom(seed)
  return tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()), shape as [number, number, number, number])
}

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

describe('gaussianMixtureConv2d', () => {
  it('with one narrow Gaussian in the middle, of weight 1, gives back the image', async () => {
    const layer = gaussianMixtureConv2d({ filters: 1, components: 1, window: 3, inputShape: [4, 4, 1] })
    createNetwork('identity', [layer], createRandom(0))
    const one = (value: number): tf.Tensor => tf.tensor1d([value])
    layer.setWeights([tf.tensor3d([[[1]]]), one(0), one(0), one(-9), one(0), one(-9), one(0)])
    const images = imagesOf([2, 4, 4, 1])
    const maps = layer.apply(images) as tf.Tensor
    expect(Array.from(await maps.data())).toEqual(Array.from(await images.data()))
  })

  it('with one broad Gaussian is a mean over the window', async () => {
    const layer = gaussianMixtureConv2d({ filters: 1, components: 1, window: 2, padding: 'valid', inputShape: [2, 2, 1] })
    createNetwork('mean', [layer], createRandom(0))
    const one = (value: number): tf.Tensor => tf.tensor1d([value])
    // Of unit energy each of four taps is 1/2, so a weight of 1/2 makes them quarters.
    layer.setWeights([tf.tensor3d([[[0.5]]]), one(0), one(0), one(9), one(0), one(9), one(0.25)])
    const maps = layer.apply(tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1])) as tf.Tensor
    expect((await maps.data())[0]).toBeCloseTo(3.25, 5)
  })

  it.each([
    { strides: 2, padding: 'valid', window: 3, dilation: 1 },
    { strides: 1, padding: 'same', window: [1, 5], dilation: 1 },
    { strides: [2, 1], padding: 'same', window: 2, dilation: 1 },
    { strides: 1, padding: 'valid', window: 3, dilation: 2 },
  ] satisfies Partial<GaussianMixtureConv2dOptions>[])('is the convolution with its filters, in the shape it announces: %o', async options => {
    const network = networkOf(options)
    const images = imagesOf([2, 6, 6, 2])
    const maps = network.apply(images)
    expect(maps.shape).toEqual([2, ...network.outputShape])
    const { filters } = network.model.layers[0] as GaussianMixtureConv2d
    const strides = typeof options.strides === 'number' ? options.strides : ([...options.strides] as [number, number])
    const expected = tf.conv2d(images, filters.call(network.model.layers[0] as GaussianMixtureConv2d), strides, options.padding)
    expect(Array.from(await maps.data())).toEqual(Array.from(await expected.data()))
  })

  it('keeps the variance of signals as Glorot has it, however many Gaussians there are', async () => {
    for (const sharing of ['layer', 'filter'] as const) {
      for (const components of [1, 4, 9]) {
        const network = networkOf({ sharing, components, filters: 32, window: 5, inputShape: [6, 6, 32] })
        const filters = (network.model.layers[0] as GaussianMixtureConv2d).filters()
        // Σ_p F² of a pair is 2 / (inputs + outputs) on average over 1024 pairs: within 4 standard deviations, 1.7 / √1024 each.
        const energy = (await tf.mean(tf.sum(tf.square(filters), [0, 1])).data())[0]
        expect(energy * 32).toBeGreaterThan(0.78)
        expect(energy * 32).toBeLessThan(1.22)
      }
    }
  })

  it('is the same for the same seeds', async () => {
    const filters = (seed: number, of: number): Promise<Uint8Array> => saveParameters(networkOf({ seed }, of).parameters)
    expect(await filters(3, 1)).toEqual(await filters(3, 1))
    expect(await filters(3, 1)).not.toEqual(await filters(4, 1))
    expect(await filters(3, 1)).not.toEqual(await filters(3, 2))
  })

  it('survives saving, by parameters and as a model of tf.layers', async () => {
    const network = networkOf({ sharing: 'filter', strides: 2, activation: 'tanh', dilation: 2, components: 2 })
    const images = imagesOf([2, 6, 6, 2])
    const expected = await network.apply(images).data()
    const other = networkOf({ sharing: 'filter', strides: 2, activation: 'tanh', dilation: 2, components: 2, seed: 9 }, 9)
    loadParameters(other.parameters, await saveParameters(network.parameters))
    expect(await other.apply(images).data()).toEqual(expected)

    let saved: tf.io.ModelArtifacts | undefined
    await network.model.save(tf.io.withSaveHandler(async artifacts => {
      saved = artifacts
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) }
    }))
    const loaded = await layers.loadLayersModel(tf.io.fromMemory(saved!))
    expect(await (loaded.predict(images) as tf.Tensor).data()).toEqual(expected)
  })

  it('learns a filter that it can express, every parameter moving, without leaking', async () => {
    const target = networkOf({ components: 2, seed: 20 }, 20)
    const network = networkOf({ components: 2, seed: 21 }, 21)
    const before = await Promise.all(Object.values(network.parameters).map(parameter => parameter.data()))
    const optimizer = adam(network.parameters, { learningRate: 0.03 })
    const images = imagesOf([16, 6, 6, 2])
    const wanted = tf.tidy(() => tf.add(target.apply(images), 0.3))
    const losses: number[] = []
    const tensors: number[] = []
    for (let step = 0; step < 300; step++) {
      const { loss } = optimizer.minimize(() => ({ loss: tf.losses.meanSquaredError(wanted, network.apply(images)) as tf.Scalar }))
      losses.push((await loss.data())[0])
      loss.dispose()
      tensors.push(tf.memory().numTensors)
    }
    expect(losses.at(-1)! / losses[0]).toBeLessThan(0.02)
    expect(new Set(tensors.slice(1)).size).toBe(1)
    const after = await Promise.all(Object.values(network.parameters).map(parameter => parameter.data()))
    after.forEach((values, i) => expect(values).not.toEqual(before[i]))
  })

  it.each([
    [{ components: 0 }, `option components must be a whole number of at least 1, but it is 0. Pass for example components: 2.`],
    [{ window: [3, 1.5] }, `option window[1] must be a whole number of at least 1, but it is 1.5. Pass for example window[1]: 2.`],
    [{ sharing: 'all' as 'layer' }, `option sharing must be one of 'layer', 'filter', but it is 'all'. Pass for example sharing: 'layer'.`],
    [{ seed: -1 }, `option seed must be a whole number from 0 to 2^53 - 1, but it is -1. Pass for example seed: 7.`],
  ] satisfies [Partial<GaussianMixtureConv2dOptions>, string][])('refuses %o', (options, message) => {
    expect(() => networkOf(options)).toThrow(message)
  })
})
