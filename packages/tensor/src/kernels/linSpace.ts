import * as tf from '@tensorflow/tfjs-core'

/** Returns `start` for a length of 1, for which the stock kernel of the webgpu backend divides 0 by 0. */
export const linSpace =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { start, num } = params.attrs as unknown as tf.LinSpaceAttrs
    return num === 1 ? tf.tensor1d([start], 'float32') : stock(params)
  }
