import { GaussianMixture } from '@mixtura/core'
import { readModelFile, useBackend, writeModelFile, type SavedArray } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { attack } from '../../../tensor/src/testing/hostileFiles.js'
import { anomalyNetworks } from '../anomalies/anomalyNetworks.js'
import { columnsEncoder } from '../anomalies/columnsEncoder.js'
import { DeepAnomalyDetector } from '../anomalies/deepAnomalyDetector.js'
import { gradientsEncoder } from '../anomalies/gradientsEncoder.js'
import { networksEncoder } from '../anomalies/networksEncoder.js'
import { gradientCount } from '../anomalies/orientedGradients.js'
import { createAutoencoder } from '../autoencoder/autoencoder.js'
import { DeepClustering } from '../clustering/deepClustering.js'
import { completeGanSettings } from '../gan/ganSettings.js'
import { GaussianMixtureGan } from '../gan/gaussianMixtureGan.js'
import { shapesOfSettings } from '../gan/savedGanSettings.js'
import type { NetworkDesign } from '../networks/networkDesign.js'
import { ImageSegmentation } from '../segmentation/imageSegmentation.js'
import { GaussianMixtureVae } from '../vae/gaussianMixtureVae.js'
import type { VaeModelSettings } from '../vae/vaeModelSettings.js'
import { variationalNetworks } from '../vae/variationalNetworks.js'

/** The smallest untrained models of each kind; only the contents of the files matter here. */

beforeAll(() => useBackend('wasm'))

const dense: NetworkDesign = { kind: 'dense', widths: [3] }
const convolutional: NetworkDesign = { kind: 'convolutional', filters: [2], window: 3, widths: [3] }
const scale = { offset: [1, 2, 3, 4], factor: [1, 1, 0.5, 2] }

function mixtureOf(components: number, columns: number): GaussianMixture {
  const variances = Array.from({ length: components }, () => new Array<number>(columns).fill(1))
  return GaussianMixture.fromParameters({
    covarianceType: 'diag',
    weights: Array.from({ length: components }, () => 1 / components),
    means: Array.from({ length: components }, (_, k) => Array.from({ length: columns }, (_, i) => k + i)),
    covariances: variances,
  })
}

async function clustering(network: NetworkDesign, shape: readonly number[]): Promise<Uint8Array> {
  const autoencoder = createAutoencoder(network, { shape, code: 2, seed: 1 })
  const scaleOfAll = { offset: 0, factor: 1 / 255 }
  const model = new DeepClustering({ network, shape, code: 2, scale: scaleOfAll }, autoencoder, mixtureOf(2, 2))
  const bytes = await model.save()
  model.dispose()
  return bytes
}

async function vae(): Promise<Uint8Array> {
  const settings: VaeModelSettings = { network: dense, shape: [4], latent: 2, likelihood: 'gaussian', outputVariance: 'columns', varianceFloor: 1e-3, scale }
  const networks = variationalNetworks({ ...settings, design: dense, initialLogVariance: 0, seed: 1 })
  const model = new GaussianMixtureVae({ networks, prior: mixtureOf(2, 2), settings })
  const bytes = await model.save()
  model.dispose()
  return bytes
}

async function anomalies(): Promise<Uint8Array> {
  const design = { shape: [4], network: dense, code: 1, components: 2, estimationWidths: [3], dropout: 0.5 }
  const networks = anomalyNetworks(design, 1)
  const model = new DeepAnomalyDetector({
    encoder: networksEncoder({ design, networks, scale }), mixture: mixtureOf(2, 3), regularization: [1e-3, 1e-3, 1e-3], energies: Float32Array.of(1, 2, 3), isHeldOut: false,
  })
  const bytes = await model.save()
  model.dispose()
  return bytes
}

async function columnAnomalies(): Promise<Uint8Array> {
  return new DeepAnomalyDetector({ encoder: columnsEncoder({ inputs: 4, columns: [0, 2] }), mixture: mixtureOf(2, 2), energies: Float32Array.of(1, 2, 3), isHeldOut: true }).save()
}

async function contourAnomalies(): Promise<Uint8Array> {
  const shape = [2, 2, 1]
  const encoder = gradientsEncoder({ shape, directions: new Float32Array(2 * gradientCount(shape)).fill(0.5) })
  return new DeepAnomalyDetector({ encoder, mixture: mixtureOf(2, 2), energies: Float32Array.of(1, 2, 3), isHeldOut: true }).save()
}

async function gan(): Promise<Uint8Array> {
  const settings = completeGanSettings(
    { latent: { components: 2, dimensions: 2 }, generator: dense, discriminator: dense, encoder: {}, head: { kind: 'mixture' } },
    { rows: 10, shape: [4], isUnitRange: false },
  )
  const arrays: Record<string, SavedArray> = {}
  for (const [name, shape] of Object.entries(shapesOfSettings(settings))) {
    arrays[name] = { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.5) }
  }
  const model = await GaussianMixtureGan.fromArrays(settings, scale, arrays)
  const bytes = await model.save()
  model.dispose()
  return bytes
}

function segmentation(): Promise<Uint8Array> {
  const field = { smoothness: 1, neighbours: 8, externalField: Float64Array.of(-1, -2) } as const
  return new ImageSegmentation({ space: { shape: [4, 3, 1], positionScale: 0.5 }, mixture: mixtureOf(2, 3), field }).save()
}

const kinds: Readonly<Record<string, { readonly save: () => Promise<Uint8Array>; readonly load: (bytes: Uint8Array) => Promise<unknown> }>> = {
  'a deep clustering': { save: () => clustering(dense, [4]), load: bytes => DeepClustering.load(bytes) },
  'a deep clustering of images': { save: () => clustering(convolutional, [4, 6, 1]), load: bytes => DeepClustering.load(bytes) },
  'a variational autoencoder': { save: vae, load: bytes => GaussianMixtureVae.load(bytes) },
  'an anomaly detector': { save: anomalies, load: bytes => DeepAnomalyDetector.load(bytes) },
  'an anomaly detector of columns': { save: columnAnomalies, load: bytes => DeepAnomalyDetector.load(bytes) },
  'an anomaly detector of contours': { save: contourAnomalies, load: bytes => DeepAnomalyDetector.load(bytes) },
  'an image segmentation': { save: segmentation, load: bytes => ImageSegmentation.load(bytes) },
  'a GAN': { save: gan, load: bytes => GaussianMixtureGan.load(bytes) },
}

describe.each(Object.keys(kinds))('a file of %s', kind => {
  const { save, load } = kinds[kind]

  it('that is damaged or hostile is refused by a typed error, and costs nothing', async () => {
    const bytes = await save()
    // A segmentation holds no device memory.
    const model = (await load(bytes)) as { dispose?(): void }
    model.dispose?.()
    const before = { memory: process.resourceUsage().maxRSS, tensors: tf.memory().numTensors }
    const { refused, taken, faults } = await attack(bytes, load)
    expect(faults).toEqual([])
    expect(refused).toBeGreaterThan(taken.length)
    expect(tf.memory().numTensors).toBe(before.tensors)
    // In KB. The files have a few kilobytes and ask for gigabytes. Garbage of two thousand loads is not collected at once.
    expect(process.resourceUsage().maxRSS - before.memory).toBeLessThan(300_000)
  }, 120_000)
})

it('names the setting, and the array that does not fit it', async () => {
  const { settings, arrays } = readModelFile('mixtura-deep-clustering', 1, await clustering(dense, [4]))
  const loading = (change: object) => DeepClustering.load(writeModelFile('mixtura-deep-clustering', 1, { settings: { ...settings, ...change }, arrays }))
  await expect(loading({ network: { kind: 'dense', widths: [1e9] } })).rejects.toThrow(
    "model file: array 'encoder/dense1/kernel' must be of shape [4, 1000000000], but it is of shape [4, 3]. Load it with the class and the version that saved it.",
  )
  await expect(loading({ network: { kind: 'unknown', widths: [3] } })).rejects.toThrow(
    `model file: setting 'network.kind' must be one of "dense", "convolutional", but it is "unknown". Load it with the class and the version that saved it.`,
  )
  await expect(loading({ code: -1 })).rejects.toThrow(
    "model file: setting 'code' must be a whole number of at least 1, but it is -1. Load it with the class and the version that saved it.",
  )
  await expect(loading({ scale: { offset: [1, 2], factor: 1 } })).rejects.toThrow(
    "model file: setting 'scale.offset' must be 4 finite numbers, but it is [1,2]. Load it with the class and the version that saved it.",
  )
})

it('names the setting of a segmentation that does not fit', async () => {
  const { settings, arrays } = readModelFile('mixtura-image-segmentation', 1, await segmentation())
  const loading = (change: object) => ImageSegmentation.load(writeModelFile('mixtura-image-segmentation', 1, { settings: { ...settings, ...change }, arrays }))
  await expect(loading({ shape: [4, 3] })).rejects.toThrow(
    "model file: setting 'shape' must be [height, width, channels], but it is [4, 3]. Load it with the class and the version that saved it.",
  )
  await expect(loading({ positionScale: 0 })).rejects.toThrow(
    'model file: mixture must be one of 1 columns, as a pixel has, but it is one of 3. Load it with the class and the version that saved it.',
  )
  await expect(loading({ neighbours: 6 })).rejects.toThrow(
    "model file: setting 'neighbours' must be 4 or 8, but it is 6. Load it with the class and the version that saved it.",
  )
  await expect(loading({ externalField: [1] })).rejects.toThrow(
    "model file: setting 'externalField' must be 2 finite numbers, but it is [1]. Load it with the class and the version that saved it.",
  )
})

it('reads a large file in less than twice its size', async () => {
  const large = await clustering({ kind: 'dense', widths: [2000, 2000] }, [200])
  // All arrays are there, and the settings ask for one more layer. This must be noticed before anything is built.
  const { settings, arrays } = readModelFile('mixtura-deep-clustering', 1, large)
  const hostile = writeModelFile('mixtura-deep-clustering', 1, { settings: { ...settings, network: { kind: 'dense', widths: [2000, 2000, 2000, 2000, 2000] } }, arrays })
  const before = process.resourceUsage().maxRSS
  await expect(DeepClustering.load(hostile)).rejects.toMatchObject({ code: 'invalid-model-file' })
  expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(2 * hostile.length + 50 * 2 ** 20)
})
