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

/** A backend that is not available here. */
export interface UnavailableBackend {
  readonly available: false
  readonly name: BackendName
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

export const unavailable = (name: BackendName, reason: string, remedy: string): UnavailableBackend => ({
  available: false,
  name,
  reason,
  remedy,
})
