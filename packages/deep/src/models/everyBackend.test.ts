import { GaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { denseNetwork, listBackends, useBackend, type BackendName } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fitDeepAnomalyDetector } from '../anomalies/fitDeepAnomalyDetector.js'
import { fitDeepClustering } from '../clustering/fitDeepClustering.js'
import { fitGaussianMixtureGan } from '../gan/fitGaussianMixtureGan.js'
import { lastLayerFromMixture, setLastLayer } from '../initialization/lastLayer.js'
import { gaussianMixtureConv2d } from '../layers/gaussianMixtureConv2d.js'
import { gaussianMixtureLoss } from '../losses/gaussianMixtureLoss.js'
import { fitGaussianMixtureVae } from '../vae/fitGaussianMixtureVae.js'

/*
 * Trains each model briefly on every backend of this machine and compares with cpu. All other tests run only on the native backend
 * and on WASM, since cpu and emulated GPUs take many times as long.
 */

const blobs = GaussianMixture.fromParameters({
  covarianceType: 'spherical',
  weights: [0.5, 0.3, 0.2],
  means: [[0, 0, 5, 0], [4, 4, 0, -3], [-4, 0, 0, 3]],
  covariances: [0.3, 0.3, 0.3],
}).sample(60, { seed: 1 }).samples

const bytes = createRandom(2)
const images = { data: Uint8Array.from({ length: 24 * 64 }, () => bytes.integer(256)), rows: 24, columns: 64 }
const dense = { kind: 'dense', widths: [8], activation: 'tanh' } as const
const convolutional = { kind: 'convolutional', filters: [3, 4], window: 3, widths: [6] } as const
const common = { components: 3, batchSize: 20, seed: 3 } as const

/** Values that two trainings must agree in: the losses of their epochs, and what they learned. */
const trainings: Readonly<Record<string, () => Promise<readonly number[]>>> = {
  'clustering of a table': async () => {
    const { model, pretraining, refinement } = await fitDeepClustering(blobs, {
      ...common, code: 2, network: dense, pretraining: { epochs: 2 }, refinement: { rounds: 1, epochsPerRound: 1 }, manifold: { epochs: 5 },
    })
    const { data } = await model.responsibilities(blobs)
    model.dispose()
    // A difference in the last digit may move a row to another cluster in the partition between the two stages.
    expect([...data, ...refinement.map(({ metrics }) => metrics.loss)].every(Number.isFinite)).toBe(true)
    return pretraining.map(({ metrics }) => metrics.loss)
  },
  'clustering of images': async () => {
    const { model, pretraining } = await fitDeepClustering(images, {
      ...common, code: 2, shape: [8, 8, 1], network: convolutional, augmentation: { rotation: 5, shift: 1 },
      pretraining: { epochs: 1 }, refinement: { rounds: 1, epochsPerRound: 1 }, manifold: { epochs: 5 },
    })
    const { data } = await model.reconstruct(images)
    model.dispose()
    expect(data.every(Number.isFinite)).toBe(true)
    return pretraining.map(({ metrics }) => metrics.loss)
  },
  'a variational autoencoder': async () => {
    const { model, history } = await fitGaussianMixtureVae(blobs, {
      ...common, latent: 2, covarianceType: 'full', network: dense, pretraining: { epochs: 1 }, epochs: 1,
    })
    const { data } = await model.responsibilities(blobs)
    model.dispose()
    return history.map(({ metrics }) => metrics.loss).concat(Array.from(data).slice(0, 6))
  },
  'an adversarial network': async () => {
    const { model, history } = await fitGaussianMixtureGan(blobs, { steps: 4, batchSize: 20, seed: 3, generator: dense, discriminator: dense, latent: { components: 3 } })
    const { samples } = await model.sample(5, { seed: 1 })
    model.dispose()
    return history.flatMap(({ metrics }) => [metrics.generatorLoss, metrics.discriminatorLoss]).concat(Array.from(samples.data))
  },
  'an anomaly detector': async () => {
    const { detector, history } = await fitDeepAnomalyDetector(blobs, { method: 'dagmm', network: dense, code: 1, components: 2, epochs: 1, batchSize: 20, seed: 3 })
    const energies = await detector.energies(blobs)
    detector.dispose()
    return history.map(({ metrics }) => metrics.loss).concat(Array.from(energies).slice(0, 6))
  },
  'filters that are mixtures': async () => {
    const layer = gaussianMixtureConv2d({ name: 'mixture', filters: 3, components: 2, window: 3, inputShape: [6, 6, 2], seed: 1 })
    const random = createRandom(5)
    const [maps, slopes] = tf.tidy(() => {
      const x = tf.tensor4d(Float32Array.from({ length: 144 }, () => random.normal()), [2, 6, 6, 2])
      const apply = (inputs: tf.Tensor): tf.Tensor => layer.apply(inputs) as tf.Tensor
      return [apply(x), tf.grad(inputs => tf.sum(tf.square(apply(inputs))))(x)] as const
    })
    const values = [...(await maps.data()), ...(await slopes.data())]
    tf.dispose([maps, slopes])
    layer.dispose()
    return values
  },
  'the loss of Gaussian mixtures': async () => {
    const loss = gaussianMixtureLoss({ classes: 3, columns: 4 })
    const gradients = tf.tidy(() => {
      const [x, labels] = [tf.tensor2d(Float32Array.from(blobs.data.subarray(0, 24)), [6, 4]), tf.tensor1d([0, 2, 1, 1, 0, 2], 'int32')]
      return tf.grad(features => loss.objective(features, labels, { margin: 0.3 }).loss)(x)
    })
    const values = Array.from(await gradients.data())
    gradients.dispose()
    loss.dispose()
    return values
  },
  'a last layer from a mixture': async () => {
    const network = denseNetwork({ inputs: 2, widths: [3] })
    const mixture = GaussianMixture.fromParameters({
      covarianceType: 'tied', weights: [0.5, 0.3, 0.2], means: [[0, 1], [2, -1], [-1, -2]], covariances: [[1, 0.4], [0.4, 0.8]],
    })
    setLastLayer(network, lastLayerFromMixture(mixture))
    const posterior = tf.tidy(() => tf.softmax(network.apply(tf.tensor2d([[0, 1], [1, -1], [-2, 0.5]])) as tf.Tensor2D))
    const values = Array.from(await posterior.data())
    tf.dispose(posterior)
    network.dispose()
    return values
  },
}

/** Enough time for an emulated GPU on a busy machine. */
const slow = 600_000

const onCpu = new Map<string, readonly number[]>()
beforeAll(async () => {
  await useBackend('cpu')
  for (const [name, train] of Object.entries(trainings)) onCpu.set(name, await train())
}, slow)

/** Backends add float32 numbers in different orders, and some ten steps pass that on. GPUs also approximate functions. */
const toleranceOf = (backend: BackendName): number => (backend === 'wasm' || backend === 'tensorflow' ? 1e-3 : 1e-2)

for (const backend of (await listBackends({ softwareGpu: true })).filter(({ name }) => name !== 'cpu')) {
  if (!backend.available) {
    it.skip(`models on ${backend.name} (skipped: ${backend.reason}. ${backend.remedy})`, () => undefined)
    continue
  }
  describe(`models on ${backend.name}`, () => {
    beforeAll(async () => {
      await useBackend({ among: [backend.name], softwareGpu: true })
    })
    const tolerance = toleranceOf(backend.name)

    it.each(Object.keys(trainings))('train %s as on cpu', async name => {
      const before = tf.memory().numTensors
      const values = await trainings[name]()
      const expected = onCpu.get(name)!
      expect(values.length).toBe(expected.length)
      values.forEach((value, i) => {
        expect(Math.abs(value - expected[i]), `${i}: ${value}, on cpu ${expected[i]}`).toBeLessThan(tolerance * (1 + Math.abs(expected[i])))
      })
      expect(tf.memory().numTensors).toBe(before)
    }, slow)
  })
}
