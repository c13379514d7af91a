import type * as tf from '@tensorflow/tfjs-core'
import { allocateWithViews, type WasmBackend } from './wasmArrays.js'

/**
 * out[i, d] is `onValue` where indices[i] = d and `offValue` elsewhere, in the dtype that is asked for; an index out of
 * range has no entry that is on. The stock kernel of the wasm backend writes integers whatever the dtype, which read
 * as float32 are 1.4e-45.
 */
export const oneHot: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { indices } = inputs as { indices: tf.TensorInfo }
  const { dtype, depth, onValue, offValue } = attrs as unknown as tf.OneHotAttrs
  const { tensor, out, views } = allocateWithViews(backend as unknown as WasmBackend, { shape: [...indices.shape, depth], dtype }, [indices])
  out.fill(offValue)
  views[0]!.forEach((index, i) => {
    if (index >= 0 && index < depth) out[i * depth + index] = onValue
  })
  return tensor
}
