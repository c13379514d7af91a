import type { KernelName } from '../kernels/kernels.js'
import { hostRuns } from '../kernels/wasm.js'

/** Every implementation of the kernels that this host runs, the definition first; one suite runs on all. */
export const kernelNames: readonly [KernelName, ...KernelName[]] = [
  'reference',
  'wasm-simd',
  ...(hostRuns('wasm-relaxed-simd') ? (['wasm-relaxed-simd'] as const) : []),
]
