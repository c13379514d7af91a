import * as tf from '@tensorflow/tfjs-core'

/** How p(x | z) is made of what the decoder answers. */
export type VaeLikelihood = 'bernoulli' | 'gaussian'

/**
 * ln p(x | z) = Σ_i [x_i l_i - ln(1 + e^{l_i})], nats, over the last axis: Bernoulli from logits. Of values between 0 and
 * 1 it is the negative cross-entropy, which is no density: it compares between models, not with other data.
 *
 * @param values x, [..., D] in [0, 1].
 * @param logits l, [..., D].
 */
export function bernoulliLogLikelihood(values: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.sum(tf.sub(tf.mul(values, logits), tf.softplus(logits)), -1)
}

/**
 * ln p(x | z) = -½ Σ_i [ln 2π + ln τ_i + (x_i - y_i)² / τ_i], nats, over the last axis.
 *
 * @param values x, [..., D].
 * @param means y, [..., D].
 * @param logVariances ln τ, [D], or [1] for all.
 */
export function gaussianLogLikelihood(values: tf.Tensor, means: tf.Tensor, logVariances: tf.Tensor1D): tf.Tensor {
  const squares = tf.mul(tf.square(tf.sub(values, means)), tf.exp(tf.neg(logVariances)))
  return tf.mul(tf.sum(tf.add(tf.add(squares, logVariances), Math.log(2 * Math.PI)), -1), -0.5)
}
