import * as tf from '@tensorflow/tfjs-core'
import { allocateWithViews, type WasmBackend } from './wasmArrays.js'

/**
 * Gradient of a depthwise convolution with respect to its filters, [height, width, C, M], for NHWC:
 *
 *   ∂L/∂w[i, j, c, m] = Σ_{n, p, q} x[n, s p + i - top, s q + j - left, c] · ∂L/∂y[n, p, q, c M + m]
 */
export const depthwiseBackpropFilter: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo }
  const { filterShape } = attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs
  const info = convolutionOf(x.shape, filterShape, attrs as unknown as Attributes)
  const { tensor, out, views } = allocateWithViews(backend as unknown as WasmBackend, { shape: filterShape, dtype: 'float32' }, [x, dy])
  const [samples, outer] = views as [Float32Array, Float32Array]
  eachTap(info, (inputAt, outputAt, filterAt) => {
    for (let c = 0, k = 0; c < info.inChannels; c++) {
      const value = samples[inputAt + c]!
      for (let m = 0; m < filterShape[3]; m++, k++) out[filterAt + k]! += value * outer[outputAt + k]!
    }
  })
  return tensor
}

/**
 * Gradient of a depthwise convolution with respect to its input, for NHWC:
 *
 *   ∂L/∂x[n, s p + i - top, s q + j - left, c] += Σ_m ∂L/∂y[n, p, q, c M + m] · w[i, j, c, m]
 */
export const depthwiseBackpropInput: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo }
  const { inputShape } = attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs
  const filterShape = filter.shape as [number, number, number, number]
  const info = convolutionOf(inputShape, filterShape, attrs as unknown as Attributes)
  const { tensor, out, views } = allocateWithViews(backend as unknown as WasmBackend, { shape: inputShape, dtype: 'float32' }, [dy, filter])
  const [outer, filters] = views as [Float32Array, Float32Array]
  eachTap(info, (inputAt, outputAt, filterAt) => {
    for (let c = 0, k = 0; c < info.inChannels; c++) {
      let sum = 0
      for (let m = 0; m < filterShape[3]; m++, k++) sum += outer[outputAt + k]! * filters[filterAt + k]!
      out[inputAt + c]! += sum
    }
  })
  return tensor
}

type Attributes = Pick<tf.DepthwiseConv2dNativeBackpropInputAttrs, 'strides' | 'dilations' | 'pad' | 'dimRoundingMode'>

const convolutionOf = (inputShape: number[], filterShape: [number, number, number, number], attributes: Attributes) =>
  tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape,
    attributes.strides,
    attributes.dilations,
    attributes.pad as 'same' | 'valid' | number,
    attributes.dimRoundingMode,
    true,
  )

/** Calls `visit` with the offsets of channel 0 for every sample, output position and filter tap that lies on the input. */
function eachTap(
  info: tf.backend_util.Conv2DInfo,
  visit: (inputAt: number, outputAt: number, filterAt: number) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = info
  for (let n = 0; n < batchSize; n++) {
    for (let p = 0; p < outHeight; p++) {
      for (let q = 0; q < outWidth; q++) {
        const outputAt = ((n * outHeight + p) * outWidth + q) * outChannels
        for (let i = 0; i < filterHeight; i++) {
          const h = p * strideHeight + i * dilationHeight - padInfo.top
          if (h < 0 || h >= inHeight) continue
          for (let j = 0; j < filterWidth; j++) {
            const w = q * strideWidth + j * dilationWidth - padInfo.left
            if (w < 0 || w >= inWidth) continue
            visit(((n * inHeight + h) * inWidth + w) * inChannels, outputAt, (i * filterWidth + j) * outChannels)
          }
        }
      }
    }
  }
}
