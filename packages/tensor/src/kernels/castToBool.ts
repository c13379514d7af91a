import type * as tf from '@tensorflow/tfjs-core'
import { allocateWithViews, type WasmBackend } from './wasmArrays.js'

/**
 * Casts to booleans: true for everything that is not 0. The stock kernel of the wasm backend copies the lowest byte of the integer
 * part, which is 0 for 0.5 and for 256.
 *
 * @param stock the kernel of the backend, for all other types.
 */
export const castToBool =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { x } = params.inputs as { x: tf.TensorInfo }
    const { dtype } = params.attrs as unknown as tf.CastAttrs
    if (dtype !== 'bool' || x.dtype === 'bool') return stock(params)
    const { tensor, out, views } = allocateWithViews(params.backend as unknown as WasmBackend, { shape: x.shape, dtype }, [x])
    const values = views[0]!
    for (let i = 0; i < values.length; i++) out[i] = values[i] === 0 ? 0 : 1
    return tensor
  }
