import type * as tf from '@tensorflow/tfjs-core'
import { allocateWithViews, type WasmBackend } from './wasmArrays.js'

/** out[segment, ...] = Σ x[i, ...] over the rows i of the segment: the gradient of `gather`. Ids out of range are ignored. */
export const unsortedSegmentSum: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo }
  const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs
  const shape = [numSegments, ...x.shape.slice(1)]
  const { tensor, out, views } = allocateWithViews(backend as unknown as WasmBackend, { shape, dtype: x.dtype }, [x, segmentIds])
  const [rows, ids] = views as [Float32Array, Int32Array]
  const width = x.shape.slice(1).reduce((product, size) => product * size, 1)
  for (let i = 0; i < ids.length; i++) {
    const segment = ids[i]!
    if (segment < 0 || segment >= numSegments) continue
    for (let k = 0; k < width; k++) out[segment * width + k]! += rows[i * width + k]!
  }
  return tensor
}
