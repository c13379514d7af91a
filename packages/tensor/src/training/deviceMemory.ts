import { DeviceMemoryError } from './trainingErrors.js'

/** Texts by which TensorFlow, V8, WebAssembly and WebGPU report that memory ran out. */
const messages = /OOM when allocating|out of memory|allocation failed|Invalid typed array length|memory access out of bounds|Maximum memory size exceeded/i

/** Wraps an error of a step that ran out of memory in a DeviceMemoryError; returns any other error unchanged. */
export function namedDeviceError(error: unknown, at: { readonly step: number; readonly checkpointStep: number | undefined }): unknown {
  if (!(error instanceof Error) || !messages.test(error.message)) return error
  return new DeviceMemoryError(at.step, at.checkpointStep, error)
}
