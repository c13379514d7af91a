import { nodeThreads } from './nodeThreads.js'

/** The thread that started a worker, as the worker sees it. */
export interface WorkerPort {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

/** What is used of the global scope of a browser's worker. */
interface WorkerScope {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/**
 * Calls `serve` with the port of this worker: at once in browsers, which drop messages that come before there is a
 * listener; in Node, which keeps them, once its module is there.
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
