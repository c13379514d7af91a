import factory from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js?raw'
import worker from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js?raw'

/** What the file of the worker exports: one template literal, whose escapes belong to the program in it. */
const workerText = worker.slice(worker.indexOf('`') + 1, worker.lastIndexOf('`'))

/** Length of the text from which TensorFlow.js makes a worker. */
export const workerTextLength = workerText.length

/**
 * The program of a thread of the wasm module: the factory of the module and then the worker, which finds the factory there.
 * TensorFlow.js sends workers the factory that is running, by `toString()`; minified, it refers to names that only its bundle has.
 */
export const wasmThreadProgram = `self.importScripts = function () {};\n${factory}\n${workerText}`
