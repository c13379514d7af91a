import * as tf from '@tensorflow/tfjs-core'

/**
 * The slope of ReLU: 1 above 0, NaN for NaN, else 0. It takes two passes instead of the stock kernel's seven. Other values of
 * `alpha` use the stock kernel.
 */
export const step =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { alpha } = params.attrs as unknown as tf.StepAttrs
    const { x } = params.inputs as { x: tf.Tensor }
    return alpha === 0 && x.dtype === 'float32' ? tf.tidy(() => tf.sign(tf.relu(x))) : stock(params)
  }
