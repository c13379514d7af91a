import { DeviceMemoryError } from './trainingErrors.js'

/** What TensorFlow, V8, WebAssembly and WebGPU say when memory runs out. */
const messages = /OOM when allocating|out of memory|allocation failed|Invalid typed array length|memory access out of bounds|Maximum memory size exceeded/i

/** The error of a step that ran out of memory under its own name; any other as it is. */
export function namedDeviceError(error: unknown, at: { readonly step: number; readonly checkpointStep: number | undefined }): unknown {
  if (!(error instanceof Error) || !messages.test(error.message)) return error
  return new DeviceMemoryError(at.step, at.checkpointStep, error)
}
