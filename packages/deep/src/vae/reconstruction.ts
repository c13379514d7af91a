import * as tf from '@tensorflow/tfjs-core'

export const likelihoods = ['bernoulli', 'gaussian'] as const

/** Distribution p(x | z) that the outputs of the decoder parametrise. */
export type VaeLikelihood = (typeof likelihoods)[number]

/**
 * Bernoulli ln p(x | z) = Σ_i [x_i l_i - ln(1 + e^{l_i})] from logits, nats, summed over the last axis. For values between 0
 * and 1 it is the negative cross-entropy. That is not a density, so it compares models only on the same data.
 *
 * @param values x, [..., D] in [0, 1].
 * @param logits l, [..., D].
 */
export function bernoulliLogLikelihood(values: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.sum(tf.sub(tf.mul(values, logits), tf.softplus(logits)), -1)
}

/**
 * Gaussian ln p(x | z) = -½ Σ_i [ln 2π + ln τ_i + (x_i - y_i)² / τ_i], nats, summed over the last axis.
 *
 * @param values x, [..., D].
 * @param means y, [..., D].
 * @param logVariances ln τ, [D], or [1] if all columns share one.
 */
export function gaussianLogLikelihood(values: tf.Tensor, means: tf.Tensor, logVariances: tf.Tensor1D): tf.Tensor {
  const squares = tf.mul(tf.square(tf.sub(values, means)), tf.exp(tf.neg(logVariances)))
  return tf.mul(tf.sum(tf.add(tf.add(squares, logVariances), Math.log(2 * Math.PI)), -1), -0.5)
}
