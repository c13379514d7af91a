import * as tf from '@tensorflow/tfjs-core'

/**
 * Gradient of a convolution with respect to its filters, computed as another convolution, in which batch and channels are swapped
 * and strides become dilations:
 *
 *   ∂L/∂w[i, j, c, o] = Σ_{n, p, q} x[n, s p + i, s q + j, c] · ∂L/∂y[n, p, q, o]
 *
 * x is padded as in the forward pass; NHWC.
 */
export const conv2dBackpropFilter: tf.KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D }
  const { strides, pad, dimRoundingMode, filterShape } = attrs as unknown as tf.Conv2DBackpropFilterAttrs
  const { padInfo, strideHeight, strideWidth } = tf.backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
  )
  const [height, width, inChannels, outChannels] = filterShape
  return tf.tidy(() => {
    const padded = tf.pad(x, [[0, 0], [padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right], [0, 0]])
    const perTap = tf.conv2d(
      tf.transpose(padded, [3, 1, 2, 0]) as tf.Tensor4D,
      tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D,
      1,
      'valid',
      'NHWC',
      [strideHeight, strideWidth],
    )
    // Remove the taps beyond the filter, which come from rows and columns that no stride reaches.
    const taps = tf.slice(perTap, [0, 0, 0, 0], [inChannels, height, width, outChannels])
    return tf.transpose(taps, [1, 2, 0, 3])
  })
}
