import { InvalidOptionError } from '@mixtura/numerics'
import { nodeThreads, type NodeThreads } from './nodeThreads.js'
import { WorkerFailedError } from './workerFailedError.js'

/** A worker, as used by the thread that started it. */
export interface WorkerThread {
  post(message: unknown): void
  /** Ends the worker, even in the middle of a computation. */
  terminate(): Promise<void>
  /** Lets the process end although the thread is alive. The threads of a page always end with it. */
  letProcessEnd(): void
  /** Keeps the process alive until `letProcessEnd` is called. */
  keepProcess(): void
}

export interface WorkerThreadPlan {
  /** URL of the worker's module, for Node. */
  readonly url: URL
  /**
   * Starts the worker in browsers. The caller must write `new Worker(new URL('./x.js', import.meta.url), …)`, the form that
   * bundlers recognise. The build puts all modules and workers of the package into one folder, so `./x.js` is beside it.
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
  // The worker must not inherit flags of the host, such as --input-type or a loader.
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
    event.preventDefault() // onFailure reports it
    onFailure(new WorkerFailedError(event.message || 'its module could not be loaded'))
  })
  return {
    post: message => worker.postMessage(message),
    terminate: async () => worker.terminate(),
    letProcessEnd: () => undefined,
    keepProcess: () => undefined,
  }
}

/** The same as `new URL`. A bundler does not recognise this call, and would treat the worker as an asset if it did. */
export function besideModule(moduleUrl: string, file: string): URL {
  return new URL(file, moduleUrl)
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
