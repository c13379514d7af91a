import { requireChoice } from '../validation/options.js'
import type { KernelName, OpenKernels } from './kernels.js'
import { openReferenceKernels } from './reference.js'
import { compileWasmKernels } from './wasm.js'

/**
 * The kernels of the given name. Without a name: WASM SIMD, or the TypeScript reference where the host
 * refuses WebAssembly (no SIMD, or a content security policy that forbids compiling it).
 *
 * @throws {InvalidOptionError} for another name.
 * @throws {Error} of WebAssembly, if 'wasm-simd' is asked for by name and the host refuses it.
 */
export async function openKernels(name?: KernelName): Promise<OpenKernels> {
  if (name !== undefined) requireChoice('kernels', name, ['wasm-simd', 'reference'])
  const reference: OpenKernels = async shape => openReferenceKernels(shape)
  if (name === 'reference') return reference
  if (name === 'wasm-simd') return compileWasmKernels()
  return compileWasmKernels().catch(() => reference)
}
