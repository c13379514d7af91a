import type * as tf from '@tensorflow/tfjs-core'
import { poolGeometry, type PoolAttributes } from './poolGeometry.js'
import { allocateWithViews, type WasmBackend } from './wasmArrays.js'

/** Gradient of max pooling, NHWC. The gradient of each output goes to the first maximum in its window. */
export const maxPoolGrad: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { dy, input } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo }
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo } =
    poolGeometry(input.shape, attrs as unknown as PoolAttributes)
  const { tensor, out, views } = allocateWithViews(backend as unknown as WasmBackend, { shape: input.shape, dtype: 'float32' }, [dy, input])
  const [outer, x] = views as [Float32Array, Float32Array]
  let outputAt = 0
  for (let n = 0; n < batchSize; n++) {
    for (let p = 0; p < outHeight; p++) {
      const top = p * strideHeight - padInfo.top
      for (let q = 0; q < outWidth; q++) {
        const left = q * strideWidth - padInfo.left
        for (let c = 0; c < inChannels; c++, outputAt++) {
          let largest = -Infinity
          let largestAt = -1
          for (let h = Math.max(top, 0); h < Math.min(top + filterHeight, inHeight); h++) {
            for (let w = Math.max(left, 0); w < Math.min(left + filterWidth, inWidth); w++) {
              const i = ((n * inHeight + h) * inWidth + w) * inChannels + c
              if (x[i]! <= largest) continue
              largest = x[i]!
              largestAt = i
            }
          }
          if (largestAt >= 0) out[largestAt]! += outer[outputAt]!
        }
      }
    }
  }
  return tensor
}
