import * as tf from '@tensorflow/tfjs-core'

/**
 * Cumulative sums from the end, computed as cumulative sums of the reversed array. The stock kernel of the webgpu backend is wrong
 * for them along axes with five or more entries.
 *
 * @param stock the kernel of the backend, which is right for cumulative sums from the start.
 */
export const reversedCumsum =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { axis, reverse } = params.attrs as unknown as tf.CumsumAttrs
    if (!reverse) return stock(params)
    return tf.tidy(() => {
      const turned = tf.reverse(params.inputs['x'] as tf.Tensor, axis)
      const sums = stock({ ...params, inputs: { x: turned }, attrs: { ...params.attrs, reverse: false } }) as tf.TensorInfo
      return tf.reverse(tf.engine().makeTensorFromTensorInfo(sums), axis)
    })
  }
