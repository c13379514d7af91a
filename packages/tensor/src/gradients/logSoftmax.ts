import * as tf from '@tensorflow/tfjs-core'
import { requireTensor } from '../arguments/requireTensor.js'

/**
 * ln softmax(logits) along the last axis, in nats, computed as logits - logSumExp(logits). `tf.logSoftmax` gives the same values
 * but a wrong second derivative, and its gradient cannot be replaced.
 */
export function logSoftmax<T extends tf.Tensor>(logits: T): T {
  requireTensor('logits', logits)
  return tf.sub(logits, tf.logSumExp(logits, -1, true))
}

/**
 * Mean cross-entropy between `labels`, whose rows sum to 1, and softmax(logits), in nats. It is twice differentiable, unlike
 * `tf.losses.softmaxCrossEntropy`.
 *
 * @param labels [..., K]
 * @param logits [..., K]
 */
export function softmaxCrossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  requireTensor('labels', labels)
  return tf.neg(tf.mean(tf.sum(tf.mul(labels, logSoftmax(logits)), -1)))
}
