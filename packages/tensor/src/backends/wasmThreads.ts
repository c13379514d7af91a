import type * as WasmModule from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { createRequire } from 'node:module'
import os from 'node:os'
import { dirname, join } from 'node:path'
import type { Worker, WorkerOptions } from 'node:worker_threads'
import { withoutProcessHandlers } from './withoutProcessHandlers.js'

/** Number of workers that the wasm module prepares; it uses no more. */
const largestPool = 8

/**
 * Starts the wasm backend in Node with threads, which tfjs 4.22 has but does not use there (tensorflow/tfjs#3830). Its workers are
 * started from blob addresses, which Node's workers do not accept, and they keep a program from ending. While the module starts,
 * such workers are replaced by ones that run the same text and do not keep the program alive. The module uses at most half the
 * cores that it sees (tensorflow/tfjs#6081), so it is shown twice as many.
 *
 * @param threads the number of cores by default.
 */
export async function initializeWasm(wasm: typeof WasmModule, threads = os.availableParallelism()): Promise<void> {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))
  wasm.setWasmPaths(`${folder}/`)
  const count = Math.max(1, Math.min(threads, largestPool))
  wasm.setThreadsCount(count)

  const before = tf.engine().backendName
  if (count === 1) await start()
  else {
    const restore = prepareThreads(require, join(folder, '..', 'wasm-out'), count)
    try {
      await start()
    } finally {
      restore()
    }
  }
  if (before) await tf.setBackend(before)
}

const start = (): Promise<void> =>
  withoutProcessHandlers(async () => {
    if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js could not start it')
  })

/** @returns a function that undoes all changes. */
function prepareThreads(require: NodeJS.Require, scripts: string, count: number): () => void {
  const workerThreads = require('node:worker_threads') as { Worker: typeof Worker }
  const system = require('node:os') as { cpus: typeof os.cpus }
  const { Worker: PlainWorker } = workerThreads
  const { cpus } = system
  const source = workerSource(require, scripts)

  class UnheldWorker extends PlainWorker {
    constructor(filename: string | URL, options?: WorkerOptions) {
      const isBlob = typeof filename === 'string' && filename.startsWith('blob:')
      super(isBlob ? source : filename, isBlob ? { ...options, eval: true } : options)
      if (!isBlob) return
      super.unref()
      this.ref = () => undefined
    }
  }

  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true)
  workerThreads.Worker = UnheldWorker
  system.cpus = () => Array.from({ length: 2 * count }, () => cpus()[0]!)
  return () => {
    workerThreads.Worker = PlainWorker
    system.cpus = cpus
  }
}

/** Text of the worker in the package. It asks for the address of the module's factory, which is a file here. */
function workerSource(require: NodeJS.Require, scripts: string): string {
  const { wasmWorkerContents } = require(join(scripts, 'tfjs-backend-wasm-threaded-simd.worker.js')) as { wasmWorkerContents: string }
  const factory = JSON.stringify(join(scripts, 'tfjs-backend-wasm-threaded-simd.js'))
  // The line breaks of the text are inside string literals, so they are escaped.
  return `URL.createObjectURL = () => ${factory}; URL.revokeObjectURL = () => {}; ${wasmWorkerContents.replaceAll('\n', '\\n')}`
}
