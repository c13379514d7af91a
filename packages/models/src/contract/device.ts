import type { BackendName } from '@mixtura/tensor'

/** What a family computes with: core's kernels, or TensorFlow.js. */
export type Engine = 'core' | 'tensorflow'

/** The speed of a machine for one engine, as `measureDevice` finds it. */
export interface Device {
  /** 'core', or the backend of TensorFlow.js. */
  readonly name: 'core' | BackendName
  /** Threads that share the work. */
  readonly cores: number
  /** Multiplications with additions per second and core, in long computations. */
  readonly multiplyAddsPerSecond: number
  /** Seconds that an operation takes however small it is. */
  readonly secondsPerOperation: number
}

/** What a fit costs. */
export interface Cost {
  /** Wall-clock time. */
  readonly seconds: number
  /** Memory at the peak, beyond the table itself. */
  readonly bytes: number
}
