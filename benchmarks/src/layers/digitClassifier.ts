import { createRandom } from '@mixtura/core'
import { gaussianMixtureConv2d, gaussianMixtureLoss, largeMarginLoss, type GaussianMixtureLoss } from '@mixtura/deep'
import { adam, batchesOf, cosineDecay, createNetwork, pixelScale, runTraining, softmaxCrossEntropy, type Network } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import type { ImageSet } from '../deep/imageSet.js'

/** A variant of a small CNN: some of its parts consist of Gaussians. */
export interface ClassifierVariant {
  readonly name: string
  /** Number of Gaussians that form the filters of a layer; null for plain filters. */
  readonly gaussians: number | null
  readonly head: 'softmax' | 'mixture'
}

export const variants: readonly ClassifierVariant[] = [
  { name: 'plain CNN, softmax', gaussians: null, head: 'softmax' },
  { name: '25 Gaussians, softmax', gaussians: 25, head: 'softmax' },
  { name: '16 Gaussians, softmax', gaussians: 16, head: 'softmax' },
  { name: 'plain CNN, mixture loss', gaussians: null, head: 'mixture' },
  { name: '25 Gaussians, mixture loss', gaussians: 25, head: 'mixture' },
]

export interface TrainingSettings {
  readonly epochs: number
  readonly learningRate: number
  readonly seed: number
}

export interface ClassifierResult {
  readonly parameterCount: number
  readonly convolutionParameterCount: number
  /** Share of test images with a wrong class. */
  readonly testError: number
  readonly trainingSeconds: number
}

const classes = 10
const features = 64
const batchSize = 128

/** Trains one variant and counts its errors on test images. */
export async function trainClassifier(
  { gaussians, head }: ClassifierVariant,
  { train, test }: { readonly train: ImageSet; readonly test: ImageSet },
  { epochs, learningRate, seed }: TrainingSettings,
): Promise<ClassifierResult> {
  const network = trunk(gaussians, seed)
  const last = head === 'softmax' ? softmaxHead(seed) : mixtureHead(seed)
  const parameters = { ...network.parameters, ...last.parameters }
  const feed = batchesOf(train.images, { batchSize, shape: [28, 28, 1], scale: pixelScale, dropLast: true })
  const steps = epochs * feed.batchesPerEpoch!
  const optimizer = adam(parameters, { learningRate: cosineDecay({ rate: learningRate, steps }) })
  const labels = tf.tensor1d(train.labels, 'int32')
  const started = performance.now()
  await runTraining({
    program: { parameters, parts: { optimizer } },
    batches: feed.batches,
    step: ({ inputs, rows }) =>
      optimizer.minimize(() => ({ loss: last.loss(network.apply(inputs), tf.gather(labels, rows)) })),
    epochs,
    seed,
  })
  const trainingSeconds = (performance.now() - started) / 1000
  const testError = await errorOf(network, last, test)
  const result = {
    parameterCount: Object.values(parameters).reduce((sum, { size }) => sum + size, 0),
    convolutionParameterCount: Object.entries(network.parameters).reduce((sum, [name, { size }]) => sum + (name.includes('convolution') ? size : 0), 0),
    testError,
    trainingSeconds,
  }
  optimizer.dispose()
  labels.dispose()
  last.dispose()
  network.dispose()
  return result
}

/** Two convolutions with 8 and 16 filters of 5 x 5, each followed by pooling, and a dense layer with 64 units. */
function trunk(gaussians: number | null, seed: number): Network {
  const noDraws = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const
  const convolution = (i: number, filters: number, inputShape?: [number, number, number]): layers.layers.Layer => {
    const shared = { name: `convolution${i}`, filters, activation: 'relu', ...(inputShape && { inputShape }) } as const
    return gaussians === null
      ? layers.layers.conv2d({ ...shared, ...noDraws, kernelSize: 5, padding: 'same' })
      : gaussianMixtureConv2d({ ...shared, window: 5, components: gaussians, seed: seed + i })
  }
  const pool = (i: number): layers.layers.Layer => layers.layers.maxPooling2d({ name: `pool${i}`, poolSize: 2, strides: 2 })
  const stack = [
    convolution(1, 8, [28, 28, 1]),
    pool(1),
    convolution(2, 16),
    pool(2),
    layers.layers.flatten({ name: 'flatten' }),
    layers.layers.dense({ name: 'features', units: features, activation: 'relu', ...noDraws }),
  ]
  return createNetwork('trunk', stack, createRandom(seed))
}

interface Head extends Pick<Network, 'parameters' | 'dispose'> {
  loss(features: tf.Tensor, labels: tf.Tensor): tf.Scalar
  /** [B, 10]; the class has the largest score. */
  scores(features: tf.Tensor): tf.Tensor
}

function softmaxHead(seed: number): Head {
  const layer = createNetwork(
    'head',
    [layers.layers.dense({ name: 'logits', units: classes, inputShape: [features], kernelInitializer: 'zeros' })],
    createRandom(seed + 1_000),
  )
  return {
    parameters: layer.parameters,
    dispose: layer.dispose,
    scores: inputs => layer.apply(inputs),
    loss: (inputs, labels) => softmaxCrossEntropy(tf.oneHot(labels, classes), layer.apply(inputs)),
  }
}

function mixtureHead(seed: number): Head {
  const loss: GaussianMixtureLoss = gaussianMixtureLoss({ classes, columns: features, seed: seed + 1_000, ...largeMarginLoss })
  return {
    parameters: loss.parameters,
    dispose: loss.dispose,
    scores: loss.logJoint,
    loss: (inputs, labels) => loss.objective(inputs, labels).loss,
  }
}

async function errorOf(network: Network, head: Head, { images, labels }: ImageSet): Promise<number> {
  const feed = batchesOf(images, { batchSize: 500, shape: [28, 28, 1], scale: pixelScale, shuffle: false })
  let errors = 0
  let from = 0
  for await (const batch of feed.batches(1, createRandom(0))) {
    const predicted = tf.tidy(() => tf.argMax(head.scores(network.apply(batch.inputs)), 1))
    for (const label of await predicted.data()) if (label !== labels[from++]) errors++
    predicted.dispose()
    tf.dispose({ ...batch })
  }
  return errors / images.rows
}
