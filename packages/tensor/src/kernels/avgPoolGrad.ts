import * as tf from '@tensorflow/tfjs-core'
import { poolGeometry, type PoolAttributes } from './poolGeometry.js'

/**
 * Gradient of average pooling whose windows may reach over the border. The forward pass divides by the number of taps of a window
 * that lie on the image, but the stock kernels of the cpu, wasm and webgpu backends divide by all taps. So the outer gradient is
 * first scaled by (all taps) / (taps on the image), which makes the stock result right.
 *
 * @param stock the kernel of the backend.
 */
export const avgPoolGrad =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { dy, input } = params.inputs as { dy: tf.Tensor4D; input: tf.Tensor4D }
    const { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = poolGeometry(
      input.shape,
      params.attrs as unknown as PoolAttributes,
    )
    const rows = shares(inHeight, outHeight, filterHeight, strideHeight, padInfo.top)
    const columns = shares(inWidth, outWidth, filterWidth, strideWidth, padInfo.left)
    if (rows.every(share => share === 1) && columns.every(share => share === 1)) return stock(params)
    const scaled = tf.tidy(() => tf.mul(dy, tf.mul(tf.reshape(tf.tensor1d(rows), [1, -1, 1, 1]), tf.reshape(tf.tensor1d(columns), [1, 1, -1, 1]))))
    try {
      return stock({ ...params, inputs: { dy: scaled, input } })
    } finally {
      scaled.dispose()
    }
  }

/** For every window along one axis: its length divided by the length of its part on the image. */
const shares = (size: number, windows: number, length: number, stride: number, before: number): number[] =>
  Array.from({ length: windows }, (_, p) => {
    const start = p * stride - before
    return length / (Math.min(start + length, size) - Math.max(start, 0))
  })
