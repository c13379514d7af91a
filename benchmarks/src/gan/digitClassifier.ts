import { adam, batchesOf, convolutionalEncoder, pixelScale, runTraining, softmaxCrossEntropy, type Network } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { ImageSet } from '../deep/imageSet.js'

const rowsPerPass = 1000

/** A small CNN that classifies digits to find modes. Its training has a fixed seed, so it is the same for all generators. */
export async function trainDigitClassifier({ images, labels, height, width }: ImageSet, epochs: number): Promise<Network> {
  const classifier = convolutionalEncoder({ height, width, filters: [16, 32], window: 5, widths: [64, 10], seed: 77, name: 'classifier' })
  const optimizer = adam(classifier.parameters, { learningRate: 1e-3 })
  const feed = batchesOf(images, { batchSize: 128, shape: [height, width, 1], scale: pixelScale })
  try {
    await runTraining({
      program: { parameters: classifier.parameters, parts: { optimizer } },
      batches: feed.batches,
      step: async ({ inputs, rows }) => {
        const numbers = await rows.data()
        const targets = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(Array.from(numbers, row => labels[row]), 'int32'), 10), 'float32'))
        const metrics = optimizer.minimize(() => ({ loss: softmaxCrossEntropy(targets, classifier.apply(inputs)) }))
        targets.dispose()
        return metrics
      },
      epochs,
      seed: 77,
    })
    return classifier
  } finally {
    feed.dispose()
    optimizer.dispose()
  }
}

/** The most probable digit of every image. @param images [N, height * width] in [0, 1]. */
export async function classifyDigits(classifier: Network, images: Float32Array): Promise<Int32Array> {
  const [height, width] = classifier.inputShape
  const rows = images.length / (height * width)
  const digits = new Int32Array(rows)
  for (let from = 0; from < rows; from += rowsPerPass) {
    const to = Math.min(from + rowsPerPass, rows)
    const part = images.slice(from * height * width, to * height * width)
    const best = tf.tidy(() => tf.argMax(classifier.apply(tf.tensor4d(part, [to - from, height, width, 1])), 1))
    digits.set(await best.data<'int32'>(), from)
    best.dispose()
  }
  return digits
}
