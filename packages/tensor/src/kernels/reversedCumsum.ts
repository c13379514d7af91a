import * as tf from '@tensorflow/tfjs-core'

/**
 * Running sums from the end, as running sums of the reversed array: the stock kernel of the webgpu backend is wrong along
 * axes of five entries and more.
 *
 * @param stock the kernel of the backend, which is right from the start on.
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
