import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createThreadPool } from './threadPool.js'
import { toErrorRecord } from './errorRecord.js'
import { WorkerFailedError } from './workerFailedError.js'
import type { WorkerThreadPlan } from './workerThread.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Threads that only record their calls; a test sends their answers. */
function fakeThreads(): { readonly pool: ReturnType<typeof createThreadPool>; readonly threads: FakeThread[] } {
  const threads: FakeThread[] = []
  const pool = createThreadPool(async handlers => {
    const events: string[] = []
    threads.push({ events, ...handlers })
    return {
      post: message => events.push(`post ${String(message)}`),
      terminate: async () => void events.push('terminate'),
      letProcessEnd: () => events.push('let'),
      keepProcess: () => events.push('keep'),
    }
  })
  return { pool, threads }
}
type FakeThread = Pick<WorkerThreadPlan, 'onMessage' | 'onFailure'> & { readonly events: string[] }

describe('createThreadPool', () => {
  it('asks idle threads before it starts others, and keeps the process alive only while they are busy', async () => {
    const { pool, threads } = fakeThreads()
    const [first] = await pool.ask(1, 'a')
    threads[0].onMessage({ type: 'served' })
    await first
    expect((await pool.ask(2, 'b')).length).toBe(2)
    expect(threads.map(({ events }) => events)).toEqual([['keep', 'post a', 'let', 'keep', 'post b'], ['keep', 'post b']])
  })

  it('starts no more threads than one request asks for, while those are busy or starting', async () => {
    const { pool, threads } = fakeThreads()
    await pool.ask(2, 'a')
    expect(await pool.ask(2, 'b')).toEqual([])
    threads[1].onMessage({ type: 'served' })
    expect((await pool.ask(2, 'c')).length).toBe(1)
    expect(threads.map(({ events }) => events.at(-1))).toEqual(['post a', 'post c'])
  })

  it('receives pending answers before it considers a thread busy', async () => {
    const { pool, threads } = fakeThreads()
    await pool.ask(1, 'a')
    // Messages arrive in a later turn of the event loop.
    setImmediate(() => threads[0].onMessage({ type: 'served' }))
    expect((await pool.ask(1, 'b')).length).toBe(1)
    expect(threads.map(({ events }) => events.at(-1))).toEqual(['post b'])
  })

  it('ends a thread that has been idle for ten seconds, but not a busy one', async () => {
    const { pool, threads } = fakeThreads()
    await pool.ask(2, 'a')
    threads[0].onMessage({ type: 'served' })
    vi.advanceTimersByTime(10_000)
    expect(threads.map(({ events }) => events.at(-1))).toEqual(['terminate', 'post a'])
    expect((await pool.ask(2, 'b')).length).toBe(1)
    expect(threads.length).toBe(3)
  })

  it('rejects with the error of a thread, and continues to use the thread', async () => {
    const { pool, threads } = fakeThreads()
    const [answer] = await pool.ask(1, 'a')
    threads[0].onMessage({ type: 'failed', error: toErrorRecord(new RangeError('too far')) })
    await expect(answer).rejects.toThrow('too far')
    await pool.ask(1, 'b')
    expect(threads.length).toBe(1)
  })

  it('starts no more threads after one could not be started', async () => {
    const { pool, threads } = fakeThreads()
    const [answer] = await pool.ask(1, 'a')
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    threads[0].onFailure(new WorkerFailedError('its module could not be loaded'))
    await expect(answer).rejects.toThrow('a worker thread failed: its module could not be loaded.')
    expect(warn.mock.calls).toEqual([
      [
        'Mixtura continues with one thread, because a worker thread failed: its module could not be loaded. Pass threads: 1, or fewer threads if memory ran out; ' +
          'if esbuild bundled this code, name the workers of @mixtura/core as entry points, as its README shows.',
      ],
    ])
    warn.mockRestore()
    expect(await pool.ask(3, 'b')).toEqual([])
    expect(threads.length).toBe(1)
  })

  it('replaces a thread that ended after it had served', async () => {
    const { pool, threads } = fakeThreads()
    await pool.ask(1, 'a')
    threads[0].onMessage({ type: 'served' })
    threads[0].onFailure(new WorkerFailedError('it ended with exit code 1'))
    expect((await pool.ask(1, 'b')).length).toBe(1)
    expect(threads.length).toBe(2)
  })
})
