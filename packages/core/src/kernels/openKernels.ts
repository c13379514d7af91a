import { requireChoice } from '@mixtura/numerics/validation'
import { kernelNames, type KernelName, type OpenKernels } from './kernels.js'
import { compileWasmKernels } from './wasm.js'
import type { WasmKernelName } from './compileBinary.js'

/** Compiled modules are constant, so each is compiled once and serves every fit; undefined: the fastest of this host. */
const compiled = new Map<WasmKernelName | undefined, Promise<OpenKernels>>()
/** Hosts without WASM are rare, so the others do not load it. */
const reference: OpenKernels = async shape => (await import('./reference.js')).openReferenceKernels(shape)

/**
 * The kernels of the given name. Without a name: WASM with relaxed SIMD if the host supports it, otherwise WASM with SIMD, or
 * the TypeScript reference if the host refuses WebAssembly (no SIMD, or a content security policy that forbids compiling) or cannot
 * inflate the modules (no DecompressionStream, or one without 'deflate-raw').
 *
 * @throws {InvalidOptionError} for another name.
 * @throws {Error} of the host, if a WASM name is given and the host refuses WebAssembly or cannot inflate.
 */
export async function openKernels(name?: KernelName): Promise<OpenKernels> {
  if (name !== undefined) requireChoice('kernels', name, kernelNames)
  if (name === 'reference') return reference
  return name ? compileOnce(name) : compileOnce().catch(() => reference)
}

function compileOnce(name?: WasmKernelName): Promise<OpenKernels> {
  const known = compiled.get(name)
  if (known) return known
  const compiling = compileWasmKernels(name)
  compiled.set(name, compiling)
  // A failure is not cached, because the content security policy may have changed by the next fit.
  compiling.catch(() => compiled.delete(name))
  return compiling
}
