import * as tf from '@tensorflow/tfjs-core'
import { drawnValues, logSumExp } from './float64.js'

/**
 * Task of adapting a mixture of K = 3 components in D = 2 dimensions. `parameters` are 3 logits, 3 x 2 means and 3 x 2 log standard
 * deviations, in this order; samples are [N, 2] row-major.
 */
export interface MetaTask {
  readonly parameters: Float64Array
  readonly support: Float64Array
  readonly query: Float64Array
  readonly innerLearningRate: number
}

const [K, D] = [3, 2]
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)

export const metaTask: MetaTask = {
  parameters: drawnValues([K + 2 * K * D], 3).data.map(value => Math.fround(0.5 * value)),
  support: drawnValues([20, D], 4).data.map(value => Math.fround(1.5 * value)),
  query: drawnValues([15, D], 5).data.map(value => Math.fround(1.5 * value)),
  innerLearningRate: 0.2,
}

/** Gradient of the query loss after `innerSteps` steps of gradient descent on the support loss, on the backend in use. */
export async function metaGradient(task: MetaTask, innerSteps: number): Promise<Float32Array> {
  const gradient = tf.tidy(() => {
    const samples = (values: Float64Array) => tf.tensor2d(Float32Array.from(values), [values.length / D, D])
    const [support, query] = [samples(task.support), samples(task.query)]
    const supportGradient = tf.grad((parameters: tf.Tensor) => negativeLogLikelihood(parameters, support))
    return tf.grad((start: tf.Tensor) => {
      let parameters = start
      for (let step = 0; step < innerSteps; step++) {
        parameters = tf.sub(parameters, tf.mul(supportGradient(parameters), task.innerLearningRate))
      }
      return negativeLogLikelihood(parameters, query)
    })(tf.tensor1d(Float32Array.from(task.parameters)))
  })
  const values = await gradient.data()
  gradient.dispose()
  return values as Float32Array
}

function negativeLogLikelihood(parameters: tf.Tensor, samples: tf.Tensor2D): tf.Scalar {
  const part = (begin: number, shape: number[]) => tf.reshape(tf.slice(parameters, [begin], [shape.reduce((a, b) => a * b, 1)]), shape)
  const [logits, means, logScales] = [part(0, [K]), part(K, [K, D]), part(K + K * D, [K, D])]
  const standardized = tf.div(tf.sub(tf.expandDims(samples, 1), means), tf.exp(logScales))
  const perFeature = tf.add(tf.mul(tf.square(standardized), 0.5), tf.add(logScales, halfLogTwoPi))
  const logWeights = tf.sub(logits, tf.logSumExp(logits))
  return tf.neg(tf.mean(tf.logSumExp(tf.sub(logWeights, tf.sum(perFeature, -1)), -1)))
}

/** The same in float64: inner gradients are analytic, outer ones central differences. Accurate to about 1e-8. */
export function metaGradientInFloat64({ parameters, support, query, innerLearningRate }: MetaTask, innerSteps: number): Float64Array {
  const adaptedLoss = (start: Float64Array) => {
    let adapted = start
    for (let step = 0; step < innerSteps; step++) {
      const { gradient } = lossOf(adapted, support)
      adapted = adapted.map((value, i) => value - innerLearningRate * gradient[i]!)
    }
    return lossOf(adapted, query).loss
  }
  const h = 1e-5
  return parameters.map((value, i) => (adaptedLoss(parameters.with(i, value + h)) - adaptedLoss(parameters.with(i, value - h))) / (2 * h))
}

/** With r[n, k] = p(k | x_n): ∂/∂a_k = w_k - mean r, ∂/∂μ = -mean r z / σ, ∂/∂ln σ = -mean r (z² - 1), z = (x - μ) / σ. */
function lossOf(parameters: Float64Array, samples: Float64Array): { loss: number; gradient: Float64Array } {
  const n = samples.length / D
  const logits = parameters.subarray(0, K)
  const normalizer = logSumExp(logits)
  const gradient = new Float64Array(parameters.length)
  let loss = 0
  for (let i = 0; i < n; i++) {
    const z = (k: number, j: number) => (samples[i * D + j]! - parameters[K + k * D + j]!) / Math.exp(logScale(k, j))
    const logScale = (k: number, j: number) => parameters[K + K * D + k * D + j]!
    const joint = Float64Array.from(logits, (logit, k) => {
      let sum = logit - normalizer
      for (let j = 0; j < D; j++) sum -= 0.5 * z(k, j) ** 2 + logScale(k, j) + halfLogTwoPi
      return sum
    })
    const evidence = logSumExp(joint)
    loss -= evidence / n
    for (let k = 0; k < K; k++) {
      const r = Math.exp(joint[k]! - evidence) / n
      gradient[k]! += Math.exp(logits[k]! - normalizer) / n - r
      for (let j = 0; j < D; j++) {
        gradient[K + k * D + j]! -= (r * z(k, j)) / Math.exp(logScale(k, j))
        gradient[K + K * D + k * D + j]! -= r * (z(k, j) ** 2 - 1)
      }
    }
  }
  return { loss, gradient }
}
