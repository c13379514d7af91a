import type * as tf from '@tensorflow/tfjs-core'

/** The parts of the cpu backend that a kernel in TypeScript uses. */
interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: Float32Array } }
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo
}

/**
 * Gradient of bilinear resizing without half-pixel centres, NHWC: the gradient of each output is distributed to the four inputs
 * that it was interpolated from. The stock kernel of the cpu backend confuses height and width.
 */
export const resizeBilinearGrad: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { images, dy } = inputs as { images: tf.TensorInfo; dy: tf.TensorInfo }
  const { alignCorners } = attrs as unknown as tf.ResizeBilinearGradAttrs
  const [batch, inHeight, inWidth, channels] = images.shape as [number, number, number, number]
  const [, outHeight, outWidth] = dy.shape as [number, number, number, number]
  const { data, makeTensorInfo } = bound(backend as unknown as CpuBackend)
  const outer = data(dy)
  const out = new Float32Array(batch * inHeight * inWidth * channels)
  const rows = neighbours(inHeight, outHeight, alignCorners)
  const columns = neighbours(inWidth, outWidth, alignCorners)
  let outputAt = 0
  for (let n = 0; n < batch; n++) {
    for (const row of rows) {
      for (const column of columns) {
        for (let c = 0; c < channels; c++, outputAt++) {
          for (const [h, vertical] of row) {
            for (const [w, horizontal] of column) {
              out[((n * inHeight + h) * inWidth + w) * channels + c]! += vertical * horizontal * outer[outputAt]!
            }
          }
        }
      }
    }
  }
  return makeTensorInfo(images.shape, 'float32', out)
}

const bound = (backend: CpuBackend) => ({
  data: ({ dataId }: tf.TensorInfo) => backend.data.get(dataId).values,
  makeTensorInfo: (shape: readonly number[], dtype: tf.DataType, values: Float32Array) => backend.makeTensorInfo(shape, dtype, values),
})

/** For every output position along one axis: the two inputs that it interpolates, with their weights. */
function neighbours(inSize: number, outSize: number, alignCorners: boolean): (readonly (readonly [number, number])[])[] {
  const scale = alignCorners && outSize > 1 ? (inSize - 1) / (outSize - 1) : inSize / outSize
  return Array.from({ length: outSize }, (_, p) => {
    const before = Math.min(Math.floor(p * scale), inSize - 1)
    const fraction = p * scale - before
    return [[before, 1 - fraction], [Math.min(before + 1, inSize - 1), fraction]] as const
  })
}
