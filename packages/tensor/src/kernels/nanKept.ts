import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import type * as tf from '@tensorflow/tfjs-core'
import { allocateWithViews, type WasmBackend } from './wasmArrays.js'

/*
 * Kernels in whose results NaN must be seen: a training that has diverged would otherwise look finite.
 */

type Numbers = Float32Array | Int32Array

const entrywiseOnWasm =
  (fill: (x: Numbers, out: Numbers, attrs: tf.NamedAttrMap) => void): tf.KernelFunc =>
  ({ inputs, attrs, backend }) => {
    const { x } = inputs as { x: tf.TensorInfo }
    const { tensor, out, views } = allocateWithViews(backend as unknown as WasmBackend, { shape: x.shape, dtype: x.dtype }, [x])
    fill(views[0]!, out, attrs ?? {})
    return tensor
  }

/** -1, 0 or 1, and NaN for NaN, for which the stock kernels of the cpu and wasm backends answer 0. */
function signs(x: Numbers, out: Numbers): void {
  for (let i = 0; i < x.length; i++) out[i] = Math.sign(x[i]!)
}

export const signOnWasm = entrywiseOnWasm(signs)

export const signOnCpu: tf.KernelFunc = ({ inputs, backend }) => {
  const { x } = inputs as { x: tf.TensorInfo }
  const cpu = backend as MathBackendCPU
  const values = cpu.data.get(x.dataId).values as Numbers
  const out = new (values.constructor as Float32ArrayConstructor)(values.length)
  signs(values, out)
  return cpu.makeTensorInfo(x.shape, x.dtype, out)
}

/** min(max(x, low), high), and NaN for NaN, which the stock kernel of the wasm backend replaces by a bound. */
export const clipByValueOnWasm = entrywiseOnWasm((x, out, attrs) => {
  const { clipValueMin, clipValueMax } = attrs as unknown as tf.ClipByValueAttrs
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!
    out[i] = value < clipValueMin ? clipValueMin : value > clipValueMax ? clipValueMax : value
  }
})
