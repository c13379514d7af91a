import * as tf from '@tensorflow/tfjs-core'
import { differencesFrom } from '../mixtures/logJoint.js'

/** T Gaussian mixtures with diagonal covariances, on the device. */
export interface DiagonalMixtures {
  /** [T, K] */
  readonly logWeights: tf.Tensor
  /** [T, K, D] */
  readonly means: tf.Tensor
  /** [T, K, D] */
  readonly variances: tf.Tensor
}

/** Groups of rows, described by their moments. A single row is a group without variance. */
export interface WeightedGroups {
  /** [T, M] shares, which sum to 1 in every set. */
  readonly weights: tf.Tensor
  /** [T, M, D] */
  readonly means: tf.Tensor
  /** [T, M, D]; absent if the groups are single rows. */
  readonly variances?: tf.Tensor
}

/** Added to every variance, relative to the variance of the set. It keeps components of a few equal rows regular. */
export const varianceFloor = 1e-4
/** Least share of a component. A component with less gets the mean of the set. It keeps logarithms and quotients finite. */
const smallestShare = 1e-6

/**
 * Mixtures from the responsibilities of K components for the groups:
 *
 *   w_k = Σ_m r[m, k] w_m,  μ_k = Σ_m r[m, k] w_m μ_m / w_k,  σ²_k = Σ_m r[m, k] w_m (σ²_m + (μ_m - μ_k)²) / w_k + 1e-4
 *
 * @param responsibilities [T, K, M], which sum to 1 over K.
 */
export function mixturesOfGroups({ weights, means, variances }: WeightedGroups, responsibilities: tf.Tensor): DiagonalMixtures {
  const [tasks, components, groups] = responsibilities.shape as [number, number, number]
  const shares = tf.mul(responsibilities, tf.expandDims(weights, 1))
  const totals = tf.maximum(tf.sum(shares, 2), smallestShare)
  const perTotal = tf.expandDims(tf.reciprocal(totals), 2)
  const centres = tf.mul(tf.matMul(shares, means), perTotal)
  const squares = tf.square(differencesFrom(centres, means))
  const spreads = variances ? tf.add(squares, tf.expandDims(variances, 1)) : squares
  const scatters = tf.sum(tf.mul(spreads, tf.reshape(shares, [tasks, components, groups, 1])), 2)
  return {
    logWeights: tf.log(tf.div(totals, tf.sum(totals, 1, true))),
    means: centres,
    variances: tf.add(tf.mul(scatters, perTotal), varianceFloor),
  }
}

/**
 * ln w_k + the mean of ln N(x; μ_k, σ²_k) over the rows of each group, nats. It depends only on the moments of the group, since
 * E[(x - μ_k)²] = (μ_m - μ_k)² + σ²_m.
 *
 * @returns [T, K, M]
 */
export function diagonalLogJoint({ means: rows, variances: ownVariances }: WeightedGroups, { logWeights, means, variances }: DiagonalMixtures): tf.Tensor {
  const columns = means.shape[2]!
  const squares = tf.square(differencesFrom(means, rows))
  const spreads = ownVariances ? tf.add(squares, tf.expandDims(ownVariances, 1)) : squares
  const distances = tf.sum(tf.mul(spreads, tf.expandDims(tf.reciprocal(variances), 2)), 3)
  const constants = tf.sub(logWeights, tf.mul(tf.add(tf.sum(tf.log(variances), 2), columns * Math.log(2 * Math.PI)), 0.5))
  return tf.sub(tf.expandDims(constants, 2), tf.mul(distances, 0.5))
}

/** [T] -mean ln p(x_n), nats per row. */
export function negativeLogLikelihoods(joint: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  return tf.neg(tf.sum(tf.mul(tf.logSumExp(joint, 1), weights), 1))
}

/** One EM step. The E-step is given by `joint`, [T, K, N]. */
export function mixturesAfterEmStep(rows: WeightedGroups, joint: tf.Tensor): DiagonalMixtures {
  return mixturesOfGroups(rows, softmaxOverComponents(joint))
}

/** Softmax over axis 1 of [T, K, M]; that of TensorFlow.js works only along the last axis. */
export function softmaxOverComponents(logits: tf.Tensor): tf.Tensor {
  return tf.transpose(tf.softmax(tf.transpose(logits, [0, 2, 1])), [0, 2, 1])
}
