import type { KernelName } from '../kernels/kernels.js'

/** Every implementation of the kernels; one suite runs on all. */
export const kernelNames: readonly KernelName[] = ['reference', 'wasm-simd']
