import * as tf from '@tensorflow/tfjs-core'
import { poolGeometry, type PoolAttributes } from '../kernels/poolGeometry.js'

/**
 * For every window of a max pooling, takes the entry of `values` at the first place where `input` has the maximum of the window.
 * This is the transpose of the gradient of max pooling. It loops over the taps of the window, so it needs only kernels that every
 * backend has.
 *
 * @param values [N, H, W, C]
 * @param input  [N, H, W, C], the input of the pooling.
 * @param output [N, P, Q, C], the maxima.
 * @returns [N, P, Q, C]
 */
export function pickMaxima(values: tf.Tensor, input: tf.Tensor, output: tf.Tensor, attributes: PoolAttributes): tf.Tensor {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } =
    poolGeometry(input.shape, attributes)
  const bottom = Math.max((outHeight - 1) * strideHeight + filterHeight - inHeight - padInfo.top, 0)
  const right = Math.max((outWidth - 1) * strideWidth + filterWidth - inWidth - padInfo.left, 0)
  const bordered = (x: tf.Tensor, border: number) => tf.pad(x, [[0, 0], [padInfo.top, bottom], [padInfo.left, right], [0, 0]], border)
  // The border is finite, because infinities would become NaN in some kernels, but below any maximum.
  const [paddedInput, paddedValues] = [bordered(input, -3e38), bordered(values, 0)]
  const tap = (x: tf.Tensor, i: number, j: number) =>
    tf.stridedSlice(
      x,
      [0, i, j, 0],
      [batchSize, i + strideHeight * (outHeight - 1) + 1, j + strideWidth * (outWidth - 1) + 1, inChannels],
      [1, strideHeight, strideWidth, 1],
    )

  let picked: tf.Tensor = tf.zeros(output.shape)
  let isOpen: tf.Tensor = tf.ones(output.shape)
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      const isHere = tf.mul(isOpen, tf.cast(tf.equal(tap(paddedInput, i, j), output), 'float32'))
      picked = tf.add(picked, tf.mul(isHere, tap(paddedValues, i, j)))
      isOpen = tf.sub(isOpen, isHere)
    }
  }
  return picked
}
