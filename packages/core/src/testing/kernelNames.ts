import type { KernelName } from '../kernels/kernels.js'
import { compileWasmKernels } from '../kernels/wasm.js'

/** The kernels that this host can run, the reference first; suites run on each. */
export const kernelNames: readonly [KernelName, ...KernelName[]] = [
  'reference',
  'wasm-simd',
  ...((await hostKnowsRelaxedSimd()) ? (['wasm-relaxed-simd'] as const) : []),
]

/** True if the host compiles these kernels. */
function hostKnowsRelaxedSimd(): Promise<boolean> {
  return compileWasmKernels('wasm-relaxed-simd').then(() => true, () => false)
}
