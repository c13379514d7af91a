import { InvalidOptionError } from '@mixtura/numerics'
import { flag, largestCount, optional, text, type OptionReaders } from '@mixtura/numerics/validation'
import type { BackendName } from './backendName.js'

/** A backend that is loaded and registered with TensorFlow.js, but not necessarily in use. */
export interface AvailableBackend {
  readonly available: true
  readonly name: BackendName
  /** Its name inside TensorFlow.js. */
  readonly tfjsName: string
  /** Name of the processor or GPU, for display. */
  readonly device: string
  /** Number of threads; null if the backend decides it. */
  readonly threads: number | null
}

/**
 * Why a backend is not in use, for programs that say it in words of their own: what this machine lacks (`no-nvidia-driver`,
 * `no-usable-gpu`, `no-vulkan`, `no-adapter`, `software-gpu`, `no-webgpu` in a browser, `no-webassembly`), what an install lacks
 * (`not-installed`, `not-built`, `not-loaded`, `other-copy` of TensorFlow.js), what this process forbids (`needs-node`, `switched-off`
 * by MIXTURA_SKIP_TENSORFLOW, `other-device` in use, `other-threads`), or how a trial went (`not-started`, `wrong-result`, `slower`).
 */
export type BackendObstacle =
  | 'no-nvidia-driver' | 'no-usable-gpu' | 'no-vulkan' | 'no-adapter' | 'software-gpu' | 'no-webgpu' | 'no-webassembly'
  | 'not-installed' | 'not-built' | 'not-loaded' | 'other-copy'
  | 'needs-node' | 'switched-off' | 'other-device' | 'other-threads'
  | 'not-started' | 'wrong-result' | 'slower'

/** A backend that is not available here. */
export interface UnavailableBackend {
  readonly available: false
  readonly name: BackendName
  readonly code: BackendObstacle
  /** Why, as a clause: "@tensorflow/tfjs-node is not installed". */
  readonly reason: string
  /** What to do about it, as a sentence. */
  readonly remedy: string
}

/** Whether a backend can be used on this machine, and if not, why. */
export type Availability = AvailableBackend | UnavailableBackend

/** Options for loading backends. */
export interface LoadOptions {
  /** Accept a GPU that is emulated in software, for tests; false by default. */
  readonly softwareGpu?: boolean
  /** Threads of the wasm backend; by default the number of cores, but at most 8. */
  readonly threads?: number
  /** In browsers, the address of the folder with the three .wasm files of @tensorflow/tfjs-backend-wasm. */
  readonly wasmFolder?: string
}

/** Readers of the options for loading backends. */
export const loadReaders: OptionReaders<LoadOptions> = {
  softwareGpu: optional(flag),
  threads: optional(numberOfThreads),
  wasmFolder: optional(text('/wasm/')),
}

function numberOfThreads(name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= largestCount) return Number(value)
  throw new InvalidOptionError(name, 'a whole number of at least 1', value, 'Leave it out for one per core.')
}

export const unavailable = (name: BackendName, obstacle: Omit<UnavailableBackend, 'available' | 'name'>): UnavailableBackend => ({
  available: false,
  name,
  ...obstacle,
})
