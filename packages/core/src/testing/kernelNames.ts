import type { KernelName } from '../kernels/kernels.js'
import { hostRuns } from '../kernels/wasm.js'

/** The kernels that this host can run, the reference first; suites run on each. */
export const kernelNames: readonly [KernelName, ...KernelName[]] = [
  'reference',
  'wasm-simd',
  ...((await hostRuns('wasm-relaxed-simd')) ? (['wasm-relaxed-simd'] as const) : []),
]
