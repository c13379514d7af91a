import { fitMixtureClassifier, GaussianMixture, type MixtureClassifier } from '@mixtura/core'
import { createRandom, type Matrix } from '@mixtura/numerics'
import { denseNetwork, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { lastLayerFromMixture, setLastLayer, type LastLayer, type LastLayerFeatures } from './lastLayer.js'
import { quadraticFeatures } from './quadraticFeatures.js'

const weights = [0.5, 0.3, 0.2]
const means = [[0, 1], [2, -1], [-1, -2]]
const covariances = [[[1, 0.4], [0.4, 0.8]], [[0.5, -0.2], [-0.2, 1.5]], [[2, 0], [0, 0.3]]]
const tied = GaussianMixture.fromParameters({ covarianceType: 'tied', weights, means, covariances: covariances[0] })
const full = GaussianMixture.fromParameters({ covarianceType: 'full', weights, means, covariances })
const random = createRandom(4)
const rows = Array.from({ length: 50 }, () => [3 * random.normal(), 3 * random.normal()])

async function posteriorOf({ kernel, bias }: LastLayer, features: LastLayerFeatures = 'linear'): Promise<Float32Array> {
  const x = features === 'linear' ? tf.tensor2d(rows) : quadraticFeatures(tf.tensor2d(rows))
  const logits = tf.add(tf.matMul(x, tf.tensor2d(kernel.data, kernel.shape as [number, number])), tf.tensor1d(bias.data))
  return (await tf.softmax(logits as tf.Tensor2D).data()) as Float32Array
}

async function greatestDifference(layer: LastLayer, expected: Matrix, features?: LastLayerFeatures): Promise<number> {
  const posterior = await posteriorOf(layer, features)
  return Math.max(...expected.data.map((value, i) => Math.abs(posterior[i] - value)))
}

/** Two classes of one covariance each, or of two groups. */
async function classifierOf(components: number): Promise<MixtureClassifier> {
  const labels = rows.map(([x]) => (x > 0 ? 'right' : 'left'))
  const { classifier } = await fitMixtureClassifier(rows, labels, components === 1
    ? { method: 'EDDA', covarianceTypes: ['EEE'] }
    : { covarianceTypes: ['VVI'], components: { minimum: components, maximum: components } })
  return classifier
}

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

describe('lastLayerFromMixture', () => {
  it('of N(-1, 1) and N(1, 1) in equal shares is the slope -1 and 1 without a bias', () => {
    const model = GaussianMixture.fromParameters({ covarianceType: 'tied', weights: [0.5, 0.5], means: [[-1], [1]], covariances: [[1]] })
    const { kernel, bias, isExact } = lastLayerFromMixture(model)
    expect(Array.from(kernel.data)).toEqual([-1, 1])
    expect(Array.from(bias.data)).toEqual([0, 0])
    expect(isExact).toBe(true)
  })

  // Logits of size 30 in float32.
  it('is the posterior of a mixture of one covariance to 1e-5', async () => {
    const layer = lastLayerFromMixture(tied)
    expect(layer.isExact).toBe(true)
    expect(await greatestDifference(layer, await tied.responsibilities(rows))).toBeLessThan(1e-5)
  })

  it('is that of any mixture to 1e-5 on quadratic features, and near it on linear ones', async () => {
    const expected = await full.responsibilities(rows)
    const exact = lastLayerFromMixture(full, { features: 'quadratic' })
    expect(exact.isExact).toBe(true)
    expect(exact.kernel.shape).toEqual([5, 3])
    expect(await greatestDifference(exact, expected, 'quadratic')).toBeLessThan(1e-5)
    const pooled = lastLayerFromMixture(full)
    expect(pooled.isExact).toBe(false)
    const posterior = await posteriorOf(pooled)
    const agreeing = rows.filter((_, n) => argMax(posterior, n) === argMax(expected.data, n))
    expect(agreeing.length).toBeGreaterThan(35)
  })

  it('is the posterior of a classifier of one covariance, class by class in its order', async () => {
    const classifier = await classifierOf(1)
    const layer = lastLayerFromMixture(classifier)
    expect(layer.isExact).toBe(true)
    expect(await greatestDifference(layer, await classifier.posteriors(rows))).toBeLessThan(1e-5)
  })

  it('says that classes of several components are merged', async () => {
    expect(lastLayerFromMixture(await classifierOf(2), { features: 'quadratic' }).isExact).toBe(false)
  })

  function argMax(values: ArrayLike<number>, row: number): number {
    const scores = [0, 1, 2].map(c => values[3 * row + c])
    return scores.indexOf(Math.max(...scores))
  }
})

describe('setLastLayer', () => {
  it('gives a network the posterior before it is trained', async () => {
    const network = denseNetwork({ inputs: 2, widths: [3], name: 'posterior' })
    setLastLayer(network, lastLayerFromMixture(tied))
    const logits = network.apply(tf.tensor2d(rows)) as tf.Tensor2D
    const posterior = await tf.softmax(logits).data()
    const expected = await posteriorOf(lastLayerFromMixture(tied))
    // Logits of size 30 in float32, whose terms a fused kernel adds in another order.
    expect(Math.max(...expected.map((value, i) => Math.abs(posterior[i] - value)))).toBeLessThan(1e-5)
  })

  it('refuses a network whose last layer is another', () => {
    const network = denseNetwork({ inputs: 2, widths: [4] })
    expect(() => setLastLayer(network, lastLayerFromMixture(tied))).toThrow(
      'kernel of the last layer must be [2, 3], but it is [2, 4]. End the network with a dense layer of as many inputs and outputs.',
    )
  })
})

describe('quadraticFeatures', () => {
  it('of (2, 3, 5) are these and 4, 6, 10, 9, 15, 25', async () => {
    expect(Array.from(await quadraticFeatures(tf.tensor2d([[2, 3, 5]])).data())).toEqual([2, 3, 5, 4, 6, 10, 9, 15, 25])
  })
})
