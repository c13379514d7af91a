import type { KernelName } from '../kernels/kernels.js'
import { createThreadPool } from '../threads/threadPool.js'
import { besideModule, openWorkerThread } from '../threads/workerThread.js'
import { isDone, type SegmentedPass } from './segmentedPass.js'

/** The message to a thread of a pass. */
export interface PassRequest {
  readonly pass: SegmentedPass
  readonly kernels: KernelName
}

/** Other threads that work on a pass. */
export interface OtherThreads {
  /** Resolves once every segment is done. */
  finished(): Promise<void>
}

/** Threads stay alive after a fit, so that the next fit need not start them. Idle threads end after a while. */
const pool = createThreadPool(handlers =>
  openWorkerThread({
    url: besideModule(import.meta.url, 'passWorker.js'),
    openInBrowser: () => new Worker(new URL('./passWorker.js', import.meta.url), { type: 'module' }),
    ...handlers,
  }),
)

/** Lets up to `count` other threads compute segments of the pass, too. */
export async function engageThreads(
  pass: SegmentedPass,
  { count, kernels }: { readonly count: number; readonly kernels: KernelName },
): Promise<OtherThreads> {
  const answers = await pool.ask(count, { pass, kernels } satisfies PassRequest)
  return {
    async finished() {
      // Do not wait for a thread that has not got any segment.
      const waiting = [...answers]
      while (!isDone(pass) && waiting.length > 0) await waiting.shift()
    },
  }
}
