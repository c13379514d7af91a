import { InvalidOptionError } from '@mixtura/numerics'
import { nodeThreads, type NodeThreads } from './nodeThreads.js'
import { WorkerFailedError } from './workerFailedError.js'

/** A worker as the thread that started it sees it. */
export interface WorkerThread {
  post(message: unknown): void
  /** Ends it, in the middle of a computation too. */
  terminate(): Promise<void>
  /** From now on the process may end though the thread lives; a page's threads end with it anyway. */
  letProcessEnd(): void
  /** Takes that back. */
  keepProcess(): void
}

export interface WorkerThreadPlan {
  /** Of the worker's module, for Node. */
  readonly url: URL
  /**
   * Starts the worker in browsers. The caller writes out `new Worker(new URL('./x.js', import.meta.url), …)`, which is
   * the form that bundlers know.
   */
  readonly openInBrowser: () => Worker
  readonly onMessage: (message: unknown) => void
  /** Called when the worker throws, ends by itself or cannot be started. */
  readonly onFailure: (error: WorkerFailedError) => void
}

/** @throws {InvalidOptionError} on a host that has no workers. */
export async function openWorkerThread(plan: WorkerThreadPlan): Promise<WorkerThread> {
  const threads = nodeThreads()
  if (threads) return openNodeThread(await threads, plan)
  if (typeof Worker === 'function') return openBrowserThread(plan)
  throw new InvalidOptionError('threads', '1 on a host without workers', 'more than 1', 'Pass threads: 1.')
}

function openNodeThread({ Worker: NodeWorker }: NodeThreads, { url, onMessage, onFailure }: WorkerThreadPlan): WorkerThread {
  // Flags of the host, such as --input-type or a loader, are none of the worker's.
  const worker = new NodeWorker(url, { execArgv: [] })
  worker.on('message', onMessage)
  worker.on('messageerror', error => onFailure(new WorkerFailedError(textOf(error))))
  worker.on('error', error => onFailure(new WorkerFailedError(textOf(error))))
  worker.on('exit', code => onFailure(new WorkerFailedError(`it ended with exit code ${code}`)))
  return {
    post: message => worker.postMessage(message),
    terminate: async () => void (await worker.terminate()),
    letProcessEnd: () => worker.unref(),
    keepProcess: () => worker.ref(),
  }
}

function openBrowserThread({ openInBrowser, onMessage, onFailure }: WorkerThreadPlan): WorkerThread {
  const worker = openInBrowser()
  worker.addEventListener('message', ({ data }) => onMessage(data))
  worker.addEventListener('messageerror', () => onFailure(new WorkerFailedError('a message could not be read')))
  worker.addEventListener('error', event => {
    event.preventDefault() // it is reported by the error
    onFailure(new WorkerFailedError(event.message || 'its module could not be loaded'))
  })
  return {
    post: message => worker.postMessage(message),
    terminate: async () => worker.terminate(),
    letProcessEnd: () => undefined,
    keepProcess: () => undefined,
  }
}

/** A URL as `new URL` makes it, out of sight of bundlers: they would take the worker for an asset. */
export function besideModule(moduleUrl: string, file: string): URL {
  return new URL(file, moduleUrl)
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
