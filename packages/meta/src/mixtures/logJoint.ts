import type { NamedTensors } from '@mixtura/tensor'
import { logSoftmax } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { StartCovarianceType } from './mixtureArrays.js'

/** Masks for the covariances of one kind of mixture, on the device. */
export interface MixtureMasks {
  /** [D, D], 1 on the diagonal. */
  readonly diagonal: tf.Tensor
  /** [D, D], 1 below the diagonal if covariances have correlations. */
  readonly below: tf.Tensor
  /** [D, D], 1 where covariances may be nonzero. */
  readonly pattern: tf.Tensor
}

export function mixtureMasks(columns: number, covarianceType: StartCovarianceType): MixtureMasks {
  const mask = (isOne: (row: number, column: number) => boolean): tf.Tensor =>
    tf.tensor(Float32Array.from({ length: columns ** 2 }, (_, at) => (isOne(Math.floor(at / columns), at % columns) ? 1 : 0)), [columns, columns])
  const isFull = covarianceType === 'full'
  return { diagonal: mask((i, j) => i === j), below: mask((i, j) => isFull && i > j), pattern: mask((i, j) => isFull || i === j) }
}

/**
 * ln w_k + ln N(x_n; μ_k, Σ_k) of T mixtures, each on its own rows, nats:
 *
 *   out[t, k, n] = ln w_k + Σ_i ln S_k[i] - D/2 ln 2π - ½ ‖S_k B_k (x_n - μ_k)‖²
 *
 * It is twice differentiable.
 *
 * @param parameters logits [T, K], means [T, K, D], factors [T, K, D, D], as in arraysOfMixture.
 * @param samples [T, N, D]
 * @returns [T, K, N]
 */
export function logJoint({ logits, means, factors }: NamedTensors, samples: tf.Tensor, { diagonal, below }: MixtureMasks): tf.Tensor {
  const [tasks, components, columns] = means.shape as [number, number, number]
  const rows = samples.shape[1]!
  const differences = differencesFrom(means, samples)
  const logScales = tf.sum(tf.mul(factors, diagonal), 3, true)
  const white = tf.mul(tf.exp(logScales), tf.add(tf.mul(factors, below), diagonal))
  const distances = tf.sum(tf.square(tf.matMul(differences, white, false, true)), 3)
  const normalizers = tf.add(logSoftmax(logits), tf.sum(logScales, [2, 3]))
  const constant = tf.sub(tf.reshape(normalizers, [tasks, components, 1]), 0.5 * columns * Math.log(2 * Math.PI))
  return tf.sub(constant, tf.mul(tf.reshape(distances, [tasks, components, rows]), 0.5))
}

/** x_n - μ_k, [T, K, N, D]. */
export function differencesFrom(means: tf.Tensor, samples: tf.Tensor): tf.Tensor {
  const [tasks, components, columns] = means.shape as [number, number, number]
  const rows = samples.shape[1]!
  return tf.sub(tf.reshape(samples, [tasks, 1, rows, columns]), tf.reshape(means, [tasks, components, 1, columns]))
}

/**
 * [T] -mean ln p(x_n) of each task, nats per sample.
 *
 * @param joint [T, K, N]
 * @param rowWeights [T, N], which sum to 1 in each task.
 * @returns [T]
 */
export function negativeLogLikelihoods(joint: tf.Tensor, rowWeights: tf.Tensor): tf.Tensor {
  return tf.neg(tf.sum(tf.mul(tf.logSumExp(joint, 1), rowWeights), 1))
}
