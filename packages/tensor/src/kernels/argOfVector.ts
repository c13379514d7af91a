import * as tf from '@tensorflow/tfjs-core'

/**
 * Index of the largest or smallest entry. For a vector the stock kernels of the webgpu backend return a vector of one index instead
 * of a scalar, so the vector is passed to them as a matrix of one row.
 *
 * @param stock the kernel of the backend, which is right for matrices and higher ranks.
 */
export const argOfVector =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { x } = params.inputs as { x: tf.Tensor }
    if (x.shape.length !== 1) return stock(params)
    return tf.tidy(() => {
      const row = tf.reshape(x, [1, x.shape[0]!])
      const place = stock({ ...params, inputs: { x: row }, attrs: { ...params.attrs, axis: 1 } }) as tf.TensorInfo
      return tf.reshape(tf.engine().makeTensorFromTensorInfo(place), [])
    })
  }
