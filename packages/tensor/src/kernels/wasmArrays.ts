import type * as tf from '@tensorflow/tfjs-core'

/** The parts of the wasm backend that a kernel in TypeScript uses. */
export interface WasmBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array
}

/**
 * Creates a tensor of zeros and views of it and of `inputs` on the heap. The allocation may grow the memory, so the views are made
 * afterwards. They are valid until the next allocation.
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
