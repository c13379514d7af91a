import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCrew } from './crew.js'
import { toErrorRecord } from './errorRecord.js'
import { WorkerFailedError } from './workerFailedError.js'
import type { WorkerThreadPlan } from './workerThread.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Threads that only note what becomes of them; a test answers for them. */
function fakeThreads(): { readonly crew: ReturnType<typeof createCrew>; readonly threads: FakeThread[] } {
  const threads: FakeThread[] = []
  const crew = createCrew(async handlers => {
    const events: string[] = []
    threads.push({ events, ...handlers })
    return {
      post: message => events.push(`post ${String(message)}`),
      terminate: async () => void events.push('terminate'),
      letProcessEnd: () => events.push('let'),
      keepProcess: () => events.push('keep'),
    }
  })
  return { crew, threads }
}
type FakeThread = Pick<WorkerThreadPlan, 'onMessage' | 'onFailure'> & { readonly events: string[] }

describe('createCrew', () => {
  it('asks idle threads before it starts others, and keeps the process alive only while they work', async () => {
    const { crew, threads } = fakeThreads()
    const [first] = await crew.ask(1, 'a')
    threads[0].onMessage({ type: 'served' })
    await first
    expect((await crew.ask(2, 'b')).length).toBe(2)
    expect(threads.map(({ events }) => events)).toEqual([['keep', 'post a', 'let', 'keep', 'post b'], ['keep', 'post b']])
  })

  it('starts no more threads than are asked for at once, while those are at work or starting', async () => {
    const { crew, threads } = fakeThreads()
    await crew.ask(2, 'a')
    expect(await crew.ask(2, 'b')).toEqual([])
    threads[1].onMessage({ type: 'served' })
    expect((await crew.ask(2, 'c')).length).toBe(1)
    expect(threads.map(({ events }) => events.at(-1))).toEqual(['post a', 'post c'])
  })

  it('hears the answers that are there before it takes a thread to be at work', async () => {
    const { crew, threads } = fakeThreads()
    await crew.ask(1, 'a')
    // As messages come: in a turn of the event loop, which nobody has awaited yet.
    setImmediate(() => threads[0].onMessage({ type: 'served' }))
    expect((await crew.ask(1, 'b')).length).toBe(1)
    expect(threads.map(({ events }) => events.at(-1))).toEqual(['post b'])
  })

  it('ends a thread that has been idle for ten seconds, and not one that is at work', async () => {
    const { crew, threads } = fakeThreads()
    await crew.ask(2, 'a')
    threads[0].onMessage({ type: 'served' })
    vi.advanceTimersByTime(10_000)
    expect(threads.map(({ events }) => events.at(-1))).toEqual(['terminate', 'post a'])
    expect((await crew.ask(2, 'b')).length).toBe(1)
    expect(threads.length).toBe(3)
  })

  it('passes on what a thread throws, and goes on with it', async () => {
    const { crew, threads } = fakeThreads()
    const [answer] = await crew.ask(1, 'a')
    threads[0].onMessage({ type: 'failed', error: toErrorRecord(new RangeError('too far')) })
    await expect(answer).rejects.toThrow('too far')
    await crew.ask(1, 'b')
    expect(threads.length).toBe(1)
  })

  it('starts no more threads once one could not begin', async () => {
    const { crew, threads } = fakeThreads()
    const [answer] = await crew.ask(1, 'a')
    threads[0].onFailure(new WorkerFailedError('its module could not be loaded'))
    await expect(answer).rejects.toThrow('a worker thread failed: its module could not be loaded.')
    expect(await crew.ask(3, 'b')).toEqual([])
    expect(threads.length).toBe(1)
  })

  it('starts another in place of one that ended after it had served', async () => {
    const { crew, threads } = fakeThreads()
    await crew.ask(1, 'a')
    threads[0].onMessage({ type: 'served' })
    threads[0].onFailure(new WorkerFailedError('it ended with exit code 1'))
    expect((await crew.ask(1, 'b')).length).toBe(1)
    expect(threads.length).toBe(2)
  })
})
