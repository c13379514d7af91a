import { requireObject } from '@mixtura/numerics/validation'
import { requireTensor } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/** Any object with the joint log-densities of its components, such as `mixtureOnDevice` or `gaussianMixtureLoss`. */
export interface ComponentDensities {
  /** [B, D] to [B, K] ln w_k + ln N(x; μ_k, Σ_k), nats, differentiable with respect to the rows. */
  logJoint(rows: tf.Tensor): tf.Tensor
}

/**
 * - 1/B Σ_n ln Σ_k w_k N(x_n; μ_k, Σ_k), nats. It pulls features towards regions where the mixture is dense and, if the
 * mixture is trained, the mixture towards the features. Do not use it alone on features of a network: all of them would
 * collapse to one mean.
 *
 * @param features [B, D]
 * @throws {ShapeError} unless `features` is a tensor and `mixture` has these densities.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 9.14.
 */
export function mixtureNegativeLogLikelihood(features: tf.Tensor, mixture: ComponentDensities): tf.Scalar {
  requireTensor('features', features)
  requireObject('mixture', mixture, { what: 'a mixture on the device', fields: { logJoint: 'function' }, remedy: 'Pass for example mixtureOnDevice(model).' })
  return tf.tidy(() => tf.neg(tf.mean(tf.logSumExp(mixture.logJoint(features), 1))) as tf.Scalar)
}
