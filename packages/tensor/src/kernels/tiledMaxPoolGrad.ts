import * as tf from '@tensorflow/tfjs-core'
import { poolGeometry, type PoolAttributes } from './poolGeometry.js'

/**
 * Gradient of max pooling with 2 by 2 windows that tile the image, NHWC. It consists of whole-array operations, which run on all
 * cores, while TensorFlow's own CPU kernel loops over values. Entries are compared first within rows, then between two rows, so
 * that the first of equal maxima gets the gradient, as in the stock kernel. The stock kernel handles all other windows, and GPUs.
 */
export const tiledMaxPoolGrad =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { dy, input } = params.inputs as { dy: tf.Tensor4D; input: tf.Tensor4D }
    const [batch, height, width, channels] = input.shape
    const geometry = poolGeometry(input.shape, params.attrs as unknown as PoolAttributes)
    if (!isTiledByTwo(geometry) || (params.backend as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true) return stock(params)
    return tf.tidy(() => {
      const columns = halves(tf.reshape(input, [(batch * height * width) / 2, 2 * channels]))
      const ofRow = tf.maximum(...columns)
      const rows = halves(tf.reshape(ofRow, [(batch * height) / 2, width * channels]))
      const byRow = toLarger(tf.reshape(dy, [(batch * height) / 2, (width / 2) * channels]), rows)
      return tf.reshape(toLarger(tf.reshape(byRow, [(batch * height * width) / 2, channels]), columns), input.shape)
    })
  }

type Halves = readonly [tf.Tensor2D, tf.Tensor2D]

function isTiledByTwo(geometry: ReturnType<typeof poolGeometry>): boolean {
  const { inHeight, inWidth, filterHeight, filterWidth, strideHeight, strideWidth } = geometry
  return [filterHeight, filterWidth, strideHeight, strideWidth].every(size => size === 2) && inHeight % 2 === 0 && inWidth % 2 === 0
}

/** Left and right half of the columns of a matrix. */
function halves(matrix: tf.Tensor2D): Halves {
  const half = matrix.shape[1] / 2
  return [tf.slice(matrix, [0, 0], [-1, half]), tf.slice(matrix, [0, half], [-1, half])]
}

/** Puts the gradient on the side of the larger value, or on the left if both are equal, and zeros on the other side. */
function toLarger(gradient: tf.Tensor2D, [left, right]: Halves): tf.Tensor2D {
  const ofLeft = tf.mul(gradient, tf.cast(tf.greaterEqual(left, right), 'float32')) as tf.Tensor2D
  return tf.concat([ofLeft, tf.sub(gradient, ofLeft) as tf.Tensor2D], 1)
}
