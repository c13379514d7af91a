import { nodeThreads } from './nodeThreads.js'

/** A worker's connection to the thread that started it. */
export interface WorkerPort {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

/** The part of the global scope of a browser's worker that is used here. */
interface WorkerScope {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/**
 * Calls `serve` with the port of this worker. In browsers it does so immediately, because they drop messages that arrive before
 * there is a listener. Node keeps such messages, so there it calls when node:worker_threads is loaded.
 */
export function serveWorkerPort(serve: (port: WorkerPort) => void): void {
  const threads = nodeThreads()
  if (!threads) {
    const scope = globalThis as unknown as WorkerScope
    serve({
      post: message => scope.postMessage(message),
      onMessage: listener => scope.addEventListener('message', ({ data }) => listener(data)),
    })
    return
  }
  void threads.then(({ parentPort }) => {
    if (!parentPort) throw new Error('this module runs in a worker thread only')
    serve({
      post: message => parentPort.postMessage(message),
      onMessage: listener => parentPort.on('message', listener),
    })
  })
}
