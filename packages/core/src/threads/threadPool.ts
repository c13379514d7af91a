import { yieldToEventLoop } from '@mixtura/numerics'
import { fromErrorRecord, toErrorRecord, type ErrorRecord } from './errorRecord.js'
import type { WorkerFailedError } from './workerFailedError.js'
import { serveWorkerPort } from './workerPort.js'
import type { WorkerThread, WorkerThreadPlan } from './workerThread.js'

/** Worker threads, each of which serves one request at a time. A thread is started when it is needed and kept for later requests. */
export interface ThreadPool {
  /**
   * Posts `request` to at most `count` threads. It uses the idle threads first, and starts new ones while the pool has fewer than
   * `count`. It does not wait for busy or starting threads, and resolves when the request is posted.
   *
   * If a thread cannot be started, for example because a bundle lacks the file of the worker, the pool warns once on the console and
   * starts no further threads.
   *
   * @returns one promise for each thread that got the request. It resolves when the thread has served it, and rejects if it fails.
   */
  ask(count: number, request: unknown): Promise<readonly Promise<void>[]>
}

type Answer = { readonly type: 'served' } | { readonly type: 'failed'; readonly error: ErrorRecord }

interface PooledThread {
  readonly thread: WorkerThread
  hasServed: boolean
  pending: { readonly resolve: () => void; readonly reject: (reason: unknown) => void } | undefined
  idleTimer: ReturnType<typeof setTimeout> | undefined
}

/** An idle thread ends after this time. Usual pauses between fits are shorter. */
const idleMilliseconds = 10_000

/**
 * Creates a pool. Its idle threads do not keep the process alive.
 *
 * @param open starts a thread. It receives the handlers of the thread's messages.
 */
export function createThreadPool(
  open: (handlers: Pick<WorkerThreadPlan, 'onMessage' | 'onFailure'>) => Promise<WorkerThread>,
): ThreadPool {
  const idle: PooledThread[] = []
  const alive = new Set<PooledThread>()
  let cannotStart = false

  const start = async (): Promise<PooledThread> => {
    const settle = (with_: (pending: NonNullable<PooledThread['pending']>) => void): void => {
      const { pending } = pooled
      pooled.pending = undefined
      if (pending) with_(pending)
    }
    const thread = await open({
      onMessage(message) {
        const answer = message as Answer
        pooled.hasServed = true
        markIdle(pooled)
        settle(({ resolve, reject }) => (answer.type === 'served' ? resolve() : reject(fromErrorRecord(answer.error))))
      },
      onFailure(error: WorkerFailedError) {
        removeFromIdle(pooled)
        alive.delete(pooled)
        if (!pooled.hasServed && !cannotStart) {
          cannotStart = true
          warnOfOneThread(error)
        }
        settle(({ reject }) => reject(error))
      },
    })
    const pooled: PooledThread = { thread, hasServed: false, pending: undefined, idleTimer: undefined }
    alive.add(pooled)
    return pooled
  }

  const markIdle = (pooled: PooledThread): void => {
    pooled.thread.letProcessEnd()
    pooled.idleTimer = setTimeout(() => {
      removeFromIdle(pooled)
      alive.delete(pooled)
      void pooled.thread.terminate()
    }, idleMilliseconds)
    // In Node a timer keeps the process alive unless it is unreferenced.
    ;(pooled.idleTimer as { unref?: () => void }).unref?.()
    idle.push(pooled)
  }

  const removeFromIdle = (pooled: PooledThread): void => {
    clearTimeout(pooled.idleTimer)
    const at = idle.indexOf(pooled)
    if (at >= 0) idle.splice(at, 1)
  }

  return {
    async ask(count, request) {
      // A thread becomes idle when the pool receives its answer. That takes a turn of the event loop, and the previous pass may have
      // ended within this turn.
      if (idle.length < Math.min(count, alive.size)) await yieldToEventLoop()
      const answers: Promise<void>[] = []
      for (let i = 0; i < count && !cannotStart; i++) {
        const pooled = idle.at(-1) ?? (alive.size < count ? await start() : undefined)
        if (!pooled) break
        removeFromIdle(pooled)
        pooled.thread.keepProcess()
        const answer = new Promise<void>((resolve, reject) => {
          pooled.pending = { resolve, reject }
        })
        answer.catch(() => undefined) // the caller may not wait for it
        answers.push(answer)
        pooled.thread.post(request)
      }
      return answers
    },
  }
}

/** Warns that no thread can be started. A pass then runs on the calling thread alone and gives no other sign of it. */
function warnOfOneThread(error: WorkerFailedError): void {
  // eslint-disable-next-line no-console
  console.warn(`Mixtura continues with one thread, because ${error.message}`)
}

/** Serves the requests of a pool inside a worker, one at a time and in order. */
export function serveThreadPool(serve: (request: unknown) => Promise<void>): void {
  serveWorkerPort(port => {
    let served = Promise.resolve()
    port.onMessage(request => {
      served = served
        .then(() => serve(request))
        .then(
          () => port.post({ type: 'served' } satisfies Answer),
          (error: unknown) => port.post({ type: 'failed', error: toErrorRecord(error) } satisfies Answer),
        )
    })
  })
}
