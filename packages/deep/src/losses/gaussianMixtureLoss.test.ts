import { createRandom } from '@mixtura/numerics'
import { adam, denseNetwork, loadParameters, runTraining, saveParameters, softmaxCrossEntropy, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { gaussianMixtureLoss, type GaussianMixtureLoss, type GaussianMixtureLossOptions } from './gaussianMixtureLoss.js'

const [rows, classes, columns] = [6, 3, 4]
const labels = [0, 2, 1, 1, 0, 2]

function draw(count: number, seed: number, scale = 1): number[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => Math.fround(scale * random.normal()))
}

function assign(loss: GaussianMixtureLoss, values: Readonly<Record<string, readonly number[]>>): void {
  for (const [name, variable] of Object.entries(loss.parameters)) {
    tf.tidy(() => variable.assign(tf.tensor([...values[name.split('/')[1]]], variable.shape)))
  }
}

/** The loss in float64, as its docstring defines it. */
function lossOf(
  { features, means, logVariances }: Readonly<Record<'features' | 'means' | 'logVariances', readonly number[]>>,
  { alpha, lambda, priors }: { readonly alpha: number; readonly lambda: number; readonly priors: readonly number[] },
): number {
  let total = 0
  for (let n = 0; n < rows; n++) {
    const terms = Array.from({ length: classes }, (_, k) => {
      let halfSquare = 0
      let logNormalizer = 0
      for (let d = 0; d < columns; d++) {
        const variance = Math.exp(logVariances[k * columns + d]) + 1e-3
        halfSquare += (features[n * columns + d] - means[k * columns + d]) ** 2 / variance / 2
        logNormalizer += Math.log(2 * Math.PI * variance) / 2
      }
      return { halfSquare, logNormalizer, logit: Math.log(priors[k]) - logNormalizer - halfSquare * (k === labels[n] ? 1 + alpha : 1) }
    })
    const own = terms[labels[n]]
    const classification = Math.log(terms.reduce((sum, { logit }) => sum + Math.exp(logit - own.logit), 0))
    total += (classification + lambda * (own.halfSquare + own.logNormalizer)) / rows
  }
  return total
}

async function scalar(value: tf.Tensor): Promise<number> {
  return (await value.data())[0]
}

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

describe('gaussianMixtureLoss', () => {
  it('between two means at the same distance is ln 2, and with a margin more', async () => {
    const loss = gaussianMixtureLoss({ classes: 2, columns: 1 })
    assign(loss, { means: [-1, 1] })
    const [middle, label] = [tf.tensor2d([[0]]), tf.tensor1d([1], 'int32')]
    expect(await scalar(loss.objective(middle, label).loss)).toBeCloseTo(Math.LN2, 6)
    // d = ½ for both, so the own logit falls by α ½.
    expect(await scalar(loss.objective(middle, label, { margin: 2 }).loss)).toBeCloseTo(Math.log(1 + Math.E), 6)
    expect(await scalar(loss.objective(middle, label).likelihoodLoss)).toBeCloseTo(0.5 + 0.5 * Math.log(2 * Math.PI), 6)
  })

  it('with identity, no margin and no likelihood is the softmax cross-entropy of its affine layer', async () => {
    const priors = [0.5, 0.2, 0.3]
    const loss = gaussianMixtureLoss({ classes, columns, priors })
    const [features, means] = [draw(rows * columns, 1), draw(classes * columns, 2)]
    assign(loss, { means })
    const x = tf.tensor2d(features, [rows, columns])
    const kernel = tf.tensor2d(means, [classes, columns])
    const bias = tf.tensor1d(priors.map((prior, k) => Math.log(prior) - means.slice(k * columns, (k + 1) * columns).reduce((sum, m) => sum + m * m, 0) / 2))
    const oneHot = tf.oneHot(tf.tensor1d(labels, 'int32'), classes)
    const affine = (inputs: tf.Tensor): tf.Scalar => softmaxCrossEntropy(oneHot, tf.add(tf.matMul(inputs as tf.Tensor2D, kernel, false, true), bias))
    const ours = (inputs: tf.Tensor): tf.Scalar => loss.objective(inputs, tf.tensor1d(labels, 'int32')).loss
    // Both are float32 sums of some ten terms of size up to 10.
    expect(Math.abs((await scalar(ours(x))) - (await scalar(affine(x))))).toBeLessThan(1e-5)
    const [gradient, expected] = await Promise.all([tf.grad(ours)(x).data(), tf.grad(affine)(x).data()])
    expected.forEach((value, i) => expect(Math.abs(gradient[i] - value)).toBeLessThan(1e-5))
  })

  it.each(['features', 'means', 'logVariances'] as const)('has the value of float64 and the gradient of finite differences by %s', async name => {
    const settings = { alpha: 0.3, lambda: 0.1, priors: [0.5, 0.2, 0.3] }
    const loss = gaussianMixtureLoss({ classes, columns, covarianceType: 'diag', margin: 0.3, likelihoodWeight: 0.1, priors: settings.priors })
    const values = { features: draw(rows * columns, 3), means: draw(classes * columns, 4), logVariances: draw(classes * columns, 5, 0.4) }
    assign(loss, values)
    const labelled = tf.tensor1d(labels, 'int32')
    const x = tf.tensor2d(values.features, [rows, columns])
    expect(await scalar(loss.objective(x, labelled).loss)).toBeCloseTo(lossOf(values, settings), 5)
    const gradient =
      name === 'features'
        ? tf.grad((features: tf.Tensor) => loss.objective(features, labelled).loss)(x)
        : tf.variableGrads(() => loss.objective(x, labelled).loss, [loss.parameters[`mixtureLoss/${name}`]]).grads[loss.parameters[`mixtureLoss/${name}`].name]
    const slopes = await gradient.data()
    for (let i = 0; i < values[name].length; i++) {
      const step = 1e-5
      const moved = (by: number): number => lossOf({ ...values, [name]: values[name].map((value, j) => (i === j ? value + by : value)) }, settings)
      // Differences of float64 are good to 1e-9; the rest is float32.
      expect(Math.abs(slopes[i] - (moved(step) - moved(-step)) / (2 * step))).toBeLessThan(1e-5)
    }
  })

  it('gives a loss of NaN for a label that is none, which ends a training', async () => {
    const loss = gaussianMixtureLoss({ classes: 2, columns: 1 })
    const { loss: value } = loss.objective(tf.tensor2d([[0], [1]]), tf.tensor1d([0, 2], 'int32'))
    expect(await scalar(value)).toBeNaN()
  })

  it('hands its Gaussians over as a classifier of the same answers', async () => {
    const loss = gaussianMixtureLoss({ classes, columns, covarianceType: 'diag', priors: [0.5, 0.2, 0.3] })
    const features = draw(rows * columns, 6)
    assign(loss, { means: draw(classes * columns, 7), logVariances: draw(classes * columns, 8, 0.4) })
    const samples = { data: Float64Array.from(features), rows, columns }
    const joint = await (await loss.classifier()).jointLogDensity(samples)
    const ours = await loss.logJoint(tf.tensor2d(features, [rows, columns])).data()
    // float32 against float64, values of size 10.
    joint.data.forEach((value, i) => expect(Math.abs(ours[i] - value)).toBeLessThan(1e-5))
  })

  it('trains a network to tell classes apart, resumes from a save, and leaks nothing', async () => {
    const random = createRandom(1)
    const points = Array.from({ length: 120 }, (_, n) => [random.normal() + 3 * Math.cos(n % 3 * 2), random.normal() + 3 * Math.sin(n % 3 * 2)])
    const x = tf.tensor2d(points)
    const y = tf.tensor1d(points.map((_, n) => n % 3), 'int32')
    const network = denseNetwork({ inputs: 2, widths: [16, columns], seed: 3 })
    const loss = gaussianMixtureLoss({ classes, columns, covarianceType: 'diag', margin: 0.3, likelihoodWeight: 0.05 })
    const parameters = { ...network.parameters, ...loss.parameters }
    const optimizer = adam(parameters, { learningRate: 0.01 })
    const { history } = await runTraining({
      program: { parameters, parts: { optimizer } },
      batches: () => Array.from({ length: 150 }, (_, i) => i),
      step: () => optimizer.minimize(() => loss.objective(network.apply(x), y)),
      epochs: 1,
    })
    expect(history[0].metrics.loss).toBeLessThan(2)
    const predicted = await tf.argMax(loss.logJoint(network.apply(x)), 1).data()
    expect(predicted.filter((label, n) => label === n % 3).length).toBeGreaterThan(110)

    const copy = gaussianMixtureLoss({ classes, columns, covarianceType: 'diag', seed: 9 })
    loadParameters(copy.parameters, await saveParameters(loss.parameters))
    const features = network.apply(x)
    expect(await copy.logJoint(features).data()).toEqual(await loss.logJoint(features).data())
  })

  it.each([
    [{ classes: 1 }, 'option classes must be a whole number of at least 2, but it is 1. Pass for example classes: 2.'],
    [{ margin: -0.1 }, 'option margin must be a finite number of at least 0, but it is -0.1. Pass for example margin: 0.1.'],
    [{ priors: [0.5, 0.6, 0.1] }, 'priors must be 3 positive numbers that sum to 1, but it is [0.5, 0.6, 0.1]. Pass the shares of the classes, or leave them out.'],
    [{ covarianceType: 'full' as 'diag' }, `option covarianceType must be one of 'identity', 'diag', but it is 'full'. Pass for example covarianceType: 'identity'.`],
    [{ minimumVariance: 0 }, 'option minimumVariance must be a finite number above 0, but it is 0. Pass for example minimumVariance: 1e-3.'],
  ] satisfies [Partial<GaussianMixtureLossOptions>, string][])('refuses %o', (options, message) => {
    expect(() => gaussianMixtureLoss({ classes, columns, ...options })).toThrow(message)
  })

  it('refuses features of other columns', () => {
    const loss = gaussianMixtureLoss({ classes, columns })
    expect(() => loss.logJoint(tf.zeros([2, 3]))).toThrow(
      'features must be [B, 4], but it is [2, 3]. Pass the output of the network before its last layer.',
    )
  })
})
