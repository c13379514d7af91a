import type { NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { RowStack } from '../learners/rowStack.js'
import { differencesFrom, logJoint, type MixtureMasks } from './logJoint.js'

/**
 * Pseudo-share that every component gets at its old mean with unit covariance in the frame. A component that has lost all its
 * samples stays there; for others the effect is below float32 rounding.
 */
const keptShare = 1e-8
/** Added to every variance, in units of the frame. It is core's default regularisation. */
const varianceFloor = 1e-6

/**
 * One EM step of T mixtures, each on its own rows, as a differentiable function of the current parameters:
 *
 *   r[k, n] = softmax_k ln w_k N(x_n; μ_k, Σ_k)
 *   w_k = Σ_n r[k, n] / N,  μ_k = Σ_n r[k, n] x_n / N w_k,  Σ_k = Σ_n r[k, n] (x_n - μ_k)(x_n - μ_k)ᵀ / N w_k + 1e-6
 *
 * @param parameters as in logJoint.
 * @returns parameters of the same shapes.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 9.23 to 9.27.
 * @see Kim, Differentiable expectation-maximization for set representation learning (2022), section 3.
 */
export function emStep(parameters: NamedTensors, { values: samples, rowWeights }: RowStack, masks: MixtureMasks): NamedTensors {
  const { means } = parameters
  const [tasks, components] = means.shape as [number, number, number]
  const rows = samples.shape[1]!
  const joint = logJoint(parameters, samples, masks)
  // Softmax over axis 1, written as x - logSumExp(x): that of TensorFlow.js works only along the last axis.
  const responsibilities = tf.exp(tf.sub(joint, tf.logSumExp(joint, 1, true)))
  const shares = tf.mul(responsibilities, tf.reshape(rowWeights, [tasks, 1, rows]))
  const counts = tf.reshape(tf.add(tf.sum(shares, 2), keptShare), [tasks, components, 1])
  const nextMeans = tf.div(tf.add(tf.matMul(shares, samples), tf.mul(means, keptShare)), counts)
  const differences = differencesFrom(nextMeans, samples)
  const weighted = tf.mul(differences, tf.reshape(shares, [tasks, components, rows, 1]))
  const scatters = tf.add(tf.matMul(weighted, differences, true), tf.mul(masks.diagonal, keptShare))
  const covariances = tf.add(tf.div(scatters, tf.reshape(counts, [tasks, components, 1, 1])), tf.mul(masks.diagonal, varianceFloor))
  return {
    logits: tf.log(tf.reshape(counts, [tasks, components])),
    means: nextMeans,
    factors: modifiedCholesky(tf.mul(covariances, masks.pattern), masks),
  }
}

/**
 * Computes ln S and B of Σ⁻¹ = Bᵀ S² B. Gaussian elimination B Σ = U brings the covariances to upper triangular form, column by
 * column, and S = diag(U)^(-1/2). Pivoting is not needed, because Σ is positive definite.
 *
 * @param covariances [T, K, D, D]
 * @returns [T, K, D, D], ln S on the diagonal, B below it and zero above.
 */
export function modifiedCholesky(covariances: tf.Tensor, { diagonal }: Pick<MixtureMasks, 'diagonal'>): tf.Tensor {
  const [tasks, components, columns] = covariances.shape as [number, number, number]
  let reduced = covariances
  let elimination: tf.Tensor = tf.add(tf.zeros(covariances.shape), diagonal)
  for (let j = 0; j < columns - 1; j++) {
    const belowPivot = columns - 1 - j
    const pivot = tf.slice(reduced, [0, 0, j, j], [tasks, components, 1, 1])
    const column = tf.slice(reduced, [0, 0, j + 1, j], [tasks, components, belowPivot, 1])
    const multipliers = tf.pad(tf.div(column, pivot), [[0, 0], [0, 0], [j + 1, 0], [j, columns - 1 - j]])
    const step = tf.sub(diagonal, multipliers)
    reduced = tf.matMul(step, reduced)
    elimination = tf.matMul(step, elimination)
  }
  // Only the diagonal of `reduced` is used; rounding leaves small values below it.
  const pivots = tf.sum(tf.mul(reduced, diagonal), 3, true)
  return tf.add(tf.sub(elimination, diagonal), tf.mul(tf.mul(tf.log(pivots), -0.5), diagonal))
}
