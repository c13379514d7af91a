import { requireChoice } from '@mixtura/numerics/validation'
import { kernelNames, type KernelName, type OpenKernels } from './kernels.js'
import { openReferenceKernels } from './reference.js'
import { compileWasmKernels, hostRuns, type WasmKernelName } from './wasm.js'

/** Compiled modules never change, so one of each serves every fit. */
const compiled = new Map<WasmKernelName, Promise<OpenKernels>>()
const reference: OpenKernels = async shape => openReferenceKernels(shape)
/** Of this host, once asked. */
let fastest: WasmKernelName | undefined

/**
 * The kernels of the given name. Without a name: WASM with relaxed SIMD where the host knows it, else with SIMD, or the
 * TypeScript reference where the host refuses WebAssembly (no SIMD, or a content security policy that forbids
 * compiling it).
 *
 * @throws {InvalidOptionError} for another name.
 * @throws {Error} of WebAssembly, if WASM is asked for by name and the host refuses it.
 */
export async function openKernels(name?: KernelName): Promise<OpenKernels> {
  if (name !== undefined) requireChoice('kernels', name, kernelNames)
  if (name === 'reference') return reference
  if (name) return compileOnce(name)
  fastest ??= hostRuns('wasm-relaxed-simd') ? 'wasm-relaxed-simd' : 'wasm-simd'
  return compileOnce(fastest).catch(() => reference)
}

function compileOnce(name: WasmKernelName): Promise<OpenKernels> {
  const known = compiled.get(name)
  if (known) return known
  const compiling = compileWasmKernels(name)
  compiled.set(name, compiling)
  // A refusal is not remembered: the next fit may ask by a policy that has changed.
  compiling.catch(() => compiled.delete(name))
  return compiling
}
