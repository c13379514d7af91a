import { InvalidOptionError } from '@mixtura/numerics'
import { flag, largestCount, optional, text, type OptionReaders } from '@mixtura/numerics/validation'
import type { BackendName } from './backendName.js'

/** A backend that is loaded and registered with TensorFlow.js, but not necessarily in use. */
export interface AvailableBackend {
  readonly available: true
  readonly name: BackendName
  /** Its name inside TensorFlow.js. */
  readonly tfjsName: string
  /** The processor or GPU, for people. */
  readonly device: string
  /** Null where the backend chooses for itself. */
  readonly threads: number | null
}

/** A backend that cannot be had here. */
export interface UnavailableBackend {
  readonly available: false
  readonly name: BackendName
  /** A clause: "@tensorflow/tfjs-node is not installed". */
  readonly reason: string
  /** A sentence: what to do about it. */
  readonly remedy: string
}

export type Availability = AvailableBackend | UnavailableBackend

/** What a caller may say about how backends are loaded. */
export interface LoadOptions {
  /** Take a GPU that is emulated in software, for tests; never taken unasked. */
  readonly softwareGpu?: boolean
  /** Threads of the wasm backend; the processor's cores, at most 8, where nothing is said. */
  readonly threads?: number
  /** Browsers: where the three .wasm files of @tensorflow/tfjs-backend-wasm are served from. */
  readonly wasmFolder?: string
}

/** Readers of the options of how backends are loaded. */
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
