import type { KernelName } from '../kernels/kernels.js'
import { createCrew } from '../threads/crew.js'
import { besideModule, openWorkerThread } from '../threads/workerThread.js'
import { isDone, type SegmentedPass } from './segmentedPass.js'

/** What a pass thread is asked. */
export interface PassRequest {
  readonly pass: SegmentedPass
  readonly kernels: KernelName
}

/** Other threads at work on a pass. */
export interface OtherThreads {
  /** Resolves once every segment is done. */
  finished(): Promise<void>
}

/** Threads outlive the fit that started them, so that the next one finds them warm; idle ones end by themselves. */
const crew = createCrew(handlers =>
  openWorkerThread({
    url: besideModule(import.meta.url, 'passWorker.js'),
    openInBrowser: () => new Worker(new URL('./passWorker.js', import.meta.url), { type: 'module' }),
    ...handlers,
  }),
)

/** Lets up to `count` other threads take segments of the pass too. */
export async function enlistThreads(
  pass: SegmentedPass,
  { count, kernels }: { readonly count: number; readonly kernels: KernelName },
): Promise<OtherThreads> {
  const answers = await crew.ask(count, { pass, kernels } satisfies PassRequest)
  return {
    async finished() {
      // A thread that came too late for any segment need not be waited for.
      const waiting = [...answers]
      while (!isDone(pass) && waiting.length > 0) await waiting.shift()
    },
  }
}
