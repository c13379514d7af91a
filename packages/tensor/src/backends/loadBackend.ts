import type { Availability, LoadOptions } from './availability.js'
import type { BackendName } from './backendName.js'
import { loadCpu } from './loadCpu.js'
import { loadTensorflow, loadTensorflowGpu } from './loadNative.js'
import { loadWasm } from './loadWasm.js'
import { loadWebgpu } from './loadWebgpu.js'

const loaders: Readonly<Record<BackendName, (options: LoadOptions) => Promise<Availability>>> = {
  'tensorflow-gpu': loadTensorflowGpu,
  webgpu: loadWebgpu,
  tensorflow: loadTensorflow,
  wasm: loadWasm,
  cpu: loadCpu,
}

/** Loads a backend, or returns why it is not available. The backend in use does not change. */
export const loadBackend = (name: BackendName, options: LoadOptions = {}): Promise<Availability> => loaders[name](options)
