import type * as tf from '@tensorflow/tfjs-core'
import { allocateWithViews, type WasmBackend } from './wasmArrays.js'

/**
 * out[i, d] is `onValue` if indices[i] = d, else `offValue`, in the requested dtype. A row whose index is out of range has only
 * `offValue`. The stock kernel of the wasm backend writes integers for every dtype; read as float32 they are 1.4e-45.
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
