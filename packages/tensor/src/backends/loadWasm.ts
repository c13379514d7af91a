import type * as WasmModule from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { repairKernels } from '../kernels/repairKernels.js'
import { unavailable, type Availability, type LoadOptions } from './availability.js'
import { processorName } from './processorName.js'
import { isNode } from './runtime.js'

/** WebAssembly with SIMD, and with threads if memory can be shared. Kernels for training that it lacks are added. */
export async function loadWasm(options: LoadOptions): Promise<Availability> {
  if (typeof WebAssembly !== 'object') {
    return unavailable('wasm', { code: 'no-webassembly', reason: 'this JavaScript engine has no WebAssembly', remedy: 'Use backend cpu.' })
  }
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  try {
    // Do not use findBackend here: it would start the module at once, without threads.
    if (!('wasm' in tf.engine().registry)) {
      if (options.wasmFolder !== undefined) wasm.setWasmPaths(options.wasmFolder)
      if (isNode()) await (await import('./wasmThreads.js')).initializeWasm(wasm, options.threads)
      else await initializeInBrowser(wasm, options.threads)
    }
  } catch (error) {
    return unavailable('wasm', {
      code: 'not-loaded',
      reason: `its module could not be started (${messageOf(error)})`,
      remedy: isNode() ? 'Reinstall @tensorflow/tfjs-backend-wasm, or use backend cpu.' : 'Serve its .wasm files and name their folder in wasmFolder, or use backend cpu.',
    })
  }
  repairKernels('wasm')
  const threads = wasm.getThreadsCount()
  if (options.threads !== undefined && options.threads !== threads) {
    return unavailable('wasm', {
      code: 'other-threads',
      reason: `it runs with ${threads} ${threads === 1 ? 'thread' : 'threads'}, not ${options.threads}`,
      remedy: 'The number is fixed when it starts, at most 8: name it in the first call of the process.',
    })
  }
  return { available: true, name: 'wasm', tfjsName: 'wasm', device: processorName(), threads }
}

/** The module uses at most half the cores that it sees, so it is shown twice as many as it should use. */
async function initializeInBrowser(wasm: typeof WasmModule, threads = navigator.hardwareConcurrency): Promise<void> {
  const count = Math.max(1, Math.min(threads, 8))
  wasm.setThreadsCount(count)
  const before = tf.engine().backendName
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * count, configurable: true })
  try {
    if (globalThis.crossOriginIsolated) await (await import('./browserThreads.js')).startWithThreads(start)
    else await start()
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency') // the prototype's own shows again
  }
  if (before) await tf.setBackend(before)
}

async function start(): Promise<void> {
  if (!(await tf.setBackend('wasm'))) throw new Error('see the console')
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
