import { yieldToEventLoop } from '@mixtura/numerics'
import { fromErrorRecord, toErrorRecord, type ErrorRecord } from './errorRecord.js'
import type { WorkerFailedError } from './workerFailedError.js'
import { serveWorkerPort } from './workerPort.js'
import type { WorkerThread, WorkerThreadPlan } from './workerThread.js'

/** Worker threads that serve one request at a time, started when first needed and kept for the next request. */
export interface Crew {
  /**
   * Posts `request` to up to `count` threads: to those that are idle, and to new ones as long as the crew has fewer than
   * that. Threads that are still at work, or starting, are not waited for. Resolves as soon as it is posted.
   *
   * A host that cannot start a thread, such as a bundle without the worker's file, is not asked for another.
   *
   * @returns one promise per thread; each settles when its thread has served the request.
   */
  ask(count: number, request: unknown): Promise<readonly Promise<void>[]>
}

type Answer = { readonly type: 'served' } | { readonly type: 'failed'; readonly error: ErrorRecord }

interface Member {
  readonly thread: WorkerThread
  hasServed: boolean
  settle: { readonly resolve: () => void; readonly reject: (reason: unknown) => void } | undefined
  ending: ReturnType<typeof setTimeout> | undefined
}

/** An idle thread ends after this: long enough for the pauses between the fits of one piece of work. */
const idleMilliseconds = 10_000

/**
 * A crew whose threads `open` starts. Idle threads keep no process alive, and end after a while.
 *
 * @param open called with the handlers of a new thread's messages.
 */
export function createCrew(
  open: (handlers: Pick<WorkerThreadPlan, 'onMessage' | 'onFailure'>) => Promise<WorkerThread>,
): Crew {
  const idle: Member[] = []
  const alive = new Set<Member>()
  let isRefused = false

  const start = async (): Promise<Member> => {
    const settle = (with_: (settle: NonNullable<Member['settle']>) => void): void => {
      const { settle: waiting } = member
      member.settle = undefined
      if (waiting) with_(waiting)
    }
    const thread = await open({
      onMessage(message) {
        const answer = message as Answer
        member.hasServed = true
        rest(member)
        settle(({ resolve, reject }) => (answer.type === 'served' ? resolve() : reject(fromErrorRecord(answer.error))))
      },
      onFailure(error: WorkerFailedError) {
        forget(member)
        alive.delete(member)
        isRefused ||= !member.hasServed
        settle(({ reject }) => reject(error))
      },
    })
    const member: Member = { thread, hasServed: false, settle: undefined, ending: undefined }
    alive.add(member)
    return member
  }

  const rest = (member: Member): void => {
    member.thread.letProcessEnd()
    member.ending = setTimeout(() => {
      forget(member)
      alive.delete(member)
      void member.thread.terminate()
    }, idleMilliseconds)
    // In Node a timer keeps the process alive unless told otherwise.
    ;(member.ending as { unref?: () => void }).unref?.()
    idle.push(member)
  }

  const forget = (member: Member): void => {
    clearTimeout(member.ending)
    const at = idle.indexOf(member)
    if (at >= 0) idle.splice(at, 1)
  }

  return {
    async ask(count, request) {
      // A thread is idle once its answer has been heard, and that takes a turn of the event loop: passes that follow one
      // another closely may have left it none.
      if (idle.length < Math.min(count, alive.size)) await yieldToEventLoop()
      const answers: Promise<void>[] = []
      for (let i = 0; i < count && !isRefused; i++) {
        const member = idle.at(-1) ?? (alive.size < count ? await start() : undefined)
        if (!member) break
        forget(member)
        member.thread.keepProcess()
        const answer = new Promise<void>((resolve, reject) => {
          member.settle = { resolve, reject }
        })
        answer.catch(() => undefined) // whoever asked may have gone on without it
        answers.push(answer)
        member.thread.post(request)
      }
      return answers
    },
  }
}

/** The other side: serves the requests of a crew in their order, one at a time. */
export function serveCrew(serve: (request: unknown) => Promise<void>): void {
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
