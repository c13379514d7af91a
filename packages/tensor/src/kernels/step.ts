import * as tf from '@tensorflow/tfjs-core'

/** 1 above 0, else 0, NaN where it is NaN, in two passes instead of the stock kernel's seven: the slope of ReLU. Other slopes are the stock kernel's. */
export const step =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { alpha } = params.attrs as unknown as tf.StepAttrs
    const { x } = params.inputs as { x: tf.Tensor }
    return alpha === 0 && x.dtype === 'float32' ? tf.tidy(() => tf.sign(tf.relu(x))) : stock(params)
  }
