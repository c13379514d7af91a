import * as tf from '@tensorflow/tfjs-core'
import { wasmThreadProgram, workerTextLength } from './wasmThreadProgram.js'

/**
 * Starts the wasm backend on a page that can share memory between threads.
 *
 * TensorFlow.js sends its threads a program that it makes from its own source text. In a minified bundle this program does not run,
 * and the start would wait for it for ever. So the threads get the program of the published package instead. If the page must not
 * start workers from texts, the backend starts with one thread.
 *
 * @param start must reject if the backend cannot be started.
 */
export async function startWithThreads(start: () => Promise<void>): Promise<void> {
  if (!(await runsBlobs())) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
    return start()
  }
  const { createObjectURL } = URL
  // The blob of a worker is recognised by its length. The text is ASCII, so it has as many bytes as characters.
  URL.createObjectURL = blob => createObjectURL.call(URL, 'size' in blob && blob.size === workerTextLength ? asBlob(wasmThreadProgram) : blob)
  try {
    await start()
  } finally {
    URL.createObjectURL = createObjectURL
  }
}

const asBlob = (program: string): Blob => new Blob([program], { type: 'text/javascript' })

/** Whether the content security policy of the page allows workers that are made from a text. */
async function runsBlobs(): Promise<boolean> {
  const address = URL.createObjectURL(asBlob('postMessage(0)'))
  try {
    const worker = new Worker(address)
    const runs = await new Promise<boolean>(resolve => {
      worker.onmessage = () => resolve(true)
      worker.onerror = () => resolve(false)
    })
    worker.terminate()
    return runs
  } catch {
    return false
  } finally {
    URL.revokeObjectURL(address)
  }
}
