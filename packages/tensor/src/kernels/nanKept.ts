import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { allocateWithViews, type WasmBackend } from './wasmArrays.js'

/*
 * Kernels that return NaN for NaN inputs. Without them a training that has diverged would look finite.
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

/** Signs -1, 0 or 1, and NaN for NaN. The stock kernels of the cpu and wasm backends return 0 for NaN. */
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

/** min(max(x, low), high), and NaN for NaN. The stock kernel of the wasm backend replaces NaN by a bound. */
export const clipByValueOnWasm = entrywiseOnWasm((x, out, attrs) => {
  const { clipValueMin, clipValueMax } = attrs as unknown as tf.ClipByValueAttrs
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!
    out[i] = value < clipValueMin ? clipValueMin : value > clipValueMax ? clipValueMax : value
  }
})

/**
 * The larger or smaller entry, and NaN if either is NaN. If one operand is NaN, the stock kernels of the wasm backend return the
 * other operand unless one of the two is a scalar.
 *
 * @param choose `Math.max` or `Math.min`.
 */
const extremeOnWasm =
  (choose: (a: number, b: number) => number) =>
  (stock: tf.KernelFunc): tf.KernelFunc =>
  params => {
    const { a, b } = params.inputs as { a: tf.Tensor; b: tf.Tensor }
    if (a.dtype !== 'float32' || a.shape.length === 0 || b.shape.length === 0) return stock(params)
    const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)
    return tf.tidy(() => {
      const operands = [a, b].map(x => (tf.util.arraysEqual(x.shape, shape) ? x : tf.broadcastTo(x, shape)))
      const { tensor, out, views } = allocateWithViews(params.backend as unknown as WasmBackend, { shape, dtype: 'float32' }, operands)
      const [left, right] = views
      for (let i = 0; i < out.length; i++) out[i] = choose(left![i]!, right![i]!)
      return tf.engine().makeTensorFromTensorInfo(tensor)
    })
  }

export const maximumOnWasm = extremeOnWasm(Math.max)
export const minimumOnWasm = extremeOnWasm(Math.min)
