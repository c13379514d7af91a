import type { KernelName } from '../kernels/kernels.js'
import { createThreadPool } from '../threads/threadPool.js'
import { besideModule, openWorkerThread } from '../threads/workerThread.js'
import type { SegmentedPass } from './segmentedPass.js'

/** The message to a thread of a pass. */
export interface PassRequest {
  readonly pass: SegmentedPass
  readonly kernels: KernelName
}

/** Threads stay alive after a fit, so that the next fit need not start them. Idle threads end after a while. */
const pool = createThreadPool(handlers =>
  openWorkerThread({
    url: besideModule(import.meta.url, 'passWorker.js'),
    openInBrowser: () => new Worker(new URL('./passWorker.js', import.meta.url), { type: 'module' }),
    ...handlers,
  }),
)

/**
 * Lets up to `count` other threads compute segments of the pass, too.
 *
 * @returns one promise for each of them, which resolves when it finds no more segments.
 */
export function engageThreads(request: PassRequest, count: number): Promise<readonly Promise<void>[]> {
  return pool.ask(count, request)
}
