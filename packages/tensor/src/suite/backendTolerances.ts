import type { BackendName } from '../backends/backendName.js'

/**
 * Largest accepted error against float64, relative to the largest entry. A float32 rounding error is 6e-8, and no case adds more
 * than some hundreds of terms of similar size, so 1e-5 leaves room for cancellation. WebGPU implementations may err by some units
 * in the last place in exp, log and tanh (WGSL, 15.7.4), so they get ten times as much.
 */
export const backendTolerances: Readonly<Record<BackendName, number>> = {
  'tensorflow-gpu': 1e-4, // TF32 is off by default, cuDNN's sums are in an order of their own
  webgpu: 1e-4,
  tensorflow: 1e-5,
  wasm: 1e-5,
  cpu: 1e-5,
}
