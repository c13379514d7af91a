import * as tf from '@tensorflow/tfjs-core'
import { wasmThreadProgram, workerTextLength } from './wasmThreadProgram.js'

/**
 * Starts the wasm backend where pages share memory between threads. Its threads get the program of the package as published, because
 * that which TensorFlow.js sends them does not run in a minified bundle, and the start would wait for it for ever. If the page may not
 * start such workers at all, the backend starts with one thread.
 *
 * @param start must reject if the backend cannot be started.
 */
export async function startWithThreads(start: () => Promise<void>): Promise<void> {
  if (!(await runsBlobs())) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
    return start()
  }
  const { createObjectURL } = URL
  // The blob of a worker is recognised by its length: in bytes as in letters, since the text is in ASCII.
  URL.createObjectURL = blob => createObjectURL.call(URL, 'size' in blob && blob.size === workerTextLength ? asBlob(wasmThreadProgram) : blob)
  try {
    await start()
  } finally {
    URL.createObjectURL = createObjectURL
  }
}

const asBlob = (program: string): Blob => new Blob([program], { type: 'text/javascript' })

/** Whether the content security policy of the page lets it make a worker of a text. */
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
