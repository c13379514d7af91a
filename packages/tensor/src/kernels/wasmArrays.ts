import type * as tf from '@tensorflow/tfjs-core'

/** What of the wasm backend a kernel written in TypeScript uses. */
export interface WasmBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array
}

/**
 * A new tensor of zeros and views of it and of `inputs` on the heap. The views are made after the allocation, which
 * may grow the memory, and hold until the next one.
 */
export function allocateWithViews(
  backend: WasmBackend,
  output: { readonly shape: readonly number[]; readonly dtype: tf.DataType },
  inputs: readonly tf.TensorInfo[],
): { readonly tensor: tf.TensorInfo; readonly out: Float32Array | Int32Array; readonly views: readonly (Float32Array | Int32Array)[] } {
  const tensor = backend.makeOutput([...output.shape], output.dtype)
  const out = backend.typedArrayFromHeap(tensor)
  out.fill(0)
  return { tensor, out, views: inputs.map(input => backend.typedArrayFromHeap(input)) }
}
