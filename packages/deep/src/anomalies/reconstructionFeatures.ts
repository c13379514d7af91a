import * as tf from '@tensorflow/tfjs-core'

/** ε, the least length. It stands in for the length of a row of zeros, which has no direction. */
const smallestLength = 1e-6

/**
 * [B, code + 2] the code of each row and how its reconstruction differs from it: the relative Euclidean distance
 * ‖x - x'‖ / ‖x‖ and the cosine similarity x·x' / ‖x‖ ‖x'‖.
 *
 * @param rows [B, D] x
 * @param reconstructions [B, D] x'
 * @see Zong et al., Deep autoencoding Gaussian mixture model (2018), section 3.2 and 4.3.
 */
export function reconstructionFeatures(codes: tf.Tensor, rows: tf.Tensor, reconstructions: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => {
    const length = lengthOf(rows)
    const distance = tf.div(lengthOf(tf.sub(rows, reconstructions)), length)
    const cosine = tf.div(tf.sum(tf.mul(rows, reconstructions), 1, true), tf.mul(length, lengthOf(reconstructions)))
    return tf.concat([codes, distance, cosine], 1) as tf.Tensor2D
  })
}

/** [B, 1] √(Σ x² + ε²), whose gradient is finite at zero. */
function lengthOf(rows: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.add(tf.sum(tf.square(rows), 1, true), smallestLength ** 2))
}
