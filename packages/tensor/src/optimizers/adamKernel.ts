import * as tf from '@tensorflow/tfjs-core'
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { AdamScalars } from './adamScalars.js'
import { adamSimd } from './adamSimd.js'

const kernelName = 'MixturaAdam'

/** A parameter, its gradient, and the moving averages of the gradient and of its square. */
export interface AdamTensors {
  readonly value: tf.Tensor
  readonly gradient: tf.Tensor
  readonly mean: tf.Tensor
  readonly square: tf.Tensor
}

/** The new values after an update. */
export type AdamResult = Omit<AdamTensors, 'gradient'>

/**
 * One Adam update. It takes one pass over the arrays if the memory of the backend is accessible from JavaScript, and ordinary
 * operations otherwise:
 *
 *   m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²,  p ← keep · p - rate · m / (√v + ε)
 *
 * @returns new tensors; the given ones are not changed.
 */
export function adamUpdate(tensors: AdamTensors, scalars: AdamScalars): AdamResult {
  registerAdam(tf.getBackend())
  if (!tf.getKernel(kernelName, tf.getBackend())) return composedUpdate(tensors, scalars)
  const [value, mean, square] = tf.engine().runKernel<tf.Tensor[]>(kernelName, { ...tensors }, { ...scalars })
  return { value, mean, square }
}

/** The same update, composed of operations that every backend has. */
export function composedUpdate(
  { value, gradient, mean, square }: AdamTensors,
  { beta1, beta2, rate, epsilon, keep }: AdamScalars,
): AdamResult {
  const newMean = tf.add(mean, tf.mul(tf.sub(gradient, mean), 1 - beta1))
  const newSquare = tf.add(square, tf.mul(tf.sub(tf.square(gradient), square), 1 - beta2))
  const change = tf.mul(tf.div(newMean, tf.add(tf.sqrt(newSquare), epsilon)), rate)
  return { value: tf.sub(keep === 1 ? value : tf.mul(value, keep), change), mean: newMean, square: newSquare }
}

/** Registers the kernel for a backend whose memory is accessible, unless it is registered already. */
export function registerAdam(backendName: string): void {
  if (tf.getKernel(kernelName, backendName)) return
  if (backendName === 'cpu') {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const cpu = backend as MathBackendCPU
        const { value, gradient, mean, square } = inputs as unknown as AdamTensors
        const results = Array.from({ length: 3 }, () => new Float32Array(tf.util.sizeFromShape(value.shape)))
        const [values, gradients, means, squares] = [value, gradient, mean, square].map(
          ({ dataId }) => cpu.data.get(dataId).values as Float32Array,
        )
        updateArrays({ values, gradients, means, squares }, results, attrs as unknown as AdamScalars)
        return results.map(result => cpu.makeTensorInfo(value.shape, 'float32', result))
      },
    })
  }
  if (backendName === 'wasm') {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const wasm = backend as BackendWasm
        const { value, gradient, mean, square } = inputs as unknown as AdamTensors
        const scalars = attrs as unknown as AdamScalars
        // Creating outputs may grow the memory, so views of it are made afterwards.
        const outputs = Array.from({ length: 3 }, () => wasm.makeOutput(value.shape, 'float32'))
        const views = [value, gradient, mean, square, ...outputs].map(tensor => wasm.typedArrayFromHeap(tensor) as Float32Array)
        const memory = memoryOf(wasm)
        const whole = memory ? views[0].length & ~3 : 0
        if (memory) {
          const [values, gradients, means, squares, newValue, newMean, newSquare] = views.map(({ byteOffset }) => byteOffset)
          adamSimd(memory)({ value: values, gradient: gradients, mean: means, square: squares, newValue, newMean, newSquare }, whole, scalars)
        }
        const [values, gradients, means, squares, ...results] = views.map(view => view.subarray(whole))
        updateArrays({ values, gradients, means, squares }, results, scalars)
        return outputs
      },
    })
  }
}

/** Memory of the backend's module. The threaded build holds it in another place than the others. */
function memoryOf(wasm: BackendWasm): WebAssembly.Memory | undefined {
  const { wasmMemory, asm } = wasm.wasm as unknown as {
    readonly wasmMemory?: WebAssembly.Memory
    readonly asm?: { readonly memory?: WebAssembly.Memory }
  }
  return tf.env().get('WASM_HAS_SIMD_SUPPORT') ? (wasmMemory ?? asm?.memory) : undefined
}

interface AdamArrays {
  readonly values: Float32Array
  readonly gradients: Float32Array
  readonly means: Float32Array
  readonly squares: Float32Array
}

function updateArrays(
  { values, gradients, means, squares }: AdamArrays,
  [newValues, newMeans, newSquares]: readonly Float32Array[],
  { beta1, beta2, rate, epsilon, keep }: AdamScalars,
): void {
  for (let i = 0; i < values.length; i++) {
    const gradient = gradients[i]
    const mean = beta1 * means[i] + (1 - beta1) * gradient
    const square = beta2 * squares[i] + (1 - beta2) * gradient * gradient
    newMeans[i] = mean
    newSquares[i] = square
    newValues[i] = keep * values[i] - (rate * mean) / (Math.sqrt(square) + epsilon)
  }
}
