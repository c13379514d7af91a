import { GaussianMixture, type MixtureParameters } from '@mixtura/core'
import { ShapeError } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { requireTensor } from '../arguments/requireTensor.js'
import { deviceMixture } from './precisionFactors.js'

/** A fixed mixture in float32 on the device. Networks can be trained against its densities. */
export interface MixtureOnDevice {
  /** K */
  readonly components: number
  /** D */
  readonly columns: number
  /**
   * ln w_k + ln N(x_n; μ_k, Σ_k), nats, differentiable with respect to the rows:
   *
   *   out[n, k] = c_k - ½ ‖(x_n - μ_k)ᵀ L_k⁻ᵀ‖²,  Σ_k = L_k L_kᵀ
   *
   * @param rows [B, D]
   * @returns [B, K]
   */
  logJoint(rows: tf.Tensor): tf.Tensor2D
  dispose(): void
}

/**
 * Copies a mixture to the device. Covariances are factored once in float64 and then rounded to float32.
 *
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 */
export function mixtureOnDevice(model: MixtureParameters): MixtureOnDevice {
  const { components, columns } = new GaussianMixture(model)
  const { factors, means, logNormalizers, reference } = deviceMixture(model, 'full', new Float64Array(columns))
  const tensors = tf.tidy(() => ({
    factors: tf.keep(tf.tensor3d(factors, [components, columns, columns])),
    means: tf.keep(tf.tensor3d(means, [components, 1, columns])),
    logNormalizers: tf.keep(tf.tensor2d(logNormalizers.map(value => value + reference), [components, 1])),
  }))
  return {
    components,
    columns,
    logJoint(rows) {
      requireTensor('rows', rows)
      if (rows.rank !== 2 || rows.shape[1] !== columns) {
        throw new ShapeError('rows', `[B, ${columns}]`, `[${rows.shape.join(', ')}]`, 'Give codes of as many columns as the mixture.')
      }
      return tf.tidy(() => {
        const differences = tf.sub(tf.reshape(rows, [1, rows.shape[0], columns]), tensors.means)
        const white = tf.matMul(differences, tensors.factors)
        const logJoint = tf.sub(tensors.logNormalizers, tf.mul(tf.sum(tf.square(white), 2), 0.5))
        return tf.transpose(logJoint) as tf.Tensor2D
      })
    },
    dispose: () => tf.dispose(tensors),
  }
}
