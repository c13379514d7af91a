import { afterEach, describe, expect, it, vi } from 'vitest'
import { createYielder, yieldToEventLoop } from './yieldToEventLoop.js'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('createYielder', () => {
  it('answers undefined until the turn has lasted that long, and again after the pause', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000)
    const yieldIfDue = createYielder(50)
    now.mockReturnValue(1049)
    expect(yieldIfDue()).toBeUndefined()
    now.mockReturnValue(1050)
    const pause = yieldIfDue()
    expect(pause).toBeInstanceOf(Promise)
    now.mockReturnValue(2000) // time that other tasks took does not count towards the next turn
    await pause
    now.mockReturnValue(2049)
    expect(yieldIfDue()).toBeUndefined()
    now.mockReturnValue(2050)
    expect(yieldIfDue()).toBeInstanceOf(Promise)
  })

  it('pauses at every call for 0 ms', async () => {
    const yieldIfDue = createYielder(0)
    for (let i = 0; i < 3; i++) {
      const pause = yieldIfDue()
      expect(pause).toBeInstanceOf(Promise)
      await pause
    }
  })
})

describe.each(['setImmediate', 'MessageChannel'])('yieldToEventLoop by %s', means => {
  it('lets a timer run', async () => {
    if (means === 'MessageChannel') vi.stubGlobal('setImmediate', undefined)
    let fired = false
    setTimeout(() => (fired = true), 1)
    for (let turn = 0; turn < 100_000 && !fired; turn++) await yieldToEventLoop()
    expect(fired).toBe(true)
  })

  it('resolves after the microtasks of the turn', async () => {
    if (means === 'MessageChannel') vi.stubGlobal('setImmediate', undefined)
    const order: string[] = []
    const pause = yieldToEventLoop().then(() => order.push('pause'))
    await Promise.resolve().then(() => Promise.resolve()).then(() => order.push('microtask'))
    await pause
    expect(order).toEqual(['microtask', 'pause'])
  })
})

it('closes the channel that it opened', async () => {
  vi.stubGlobal('setImmediate', undefined)
  const closed: string[] = []
  class WatchedChannel extends MessageChannel {
    constructor() {
      super()
      for (const name of ['port1', 'port2'] as const) {
        const close = this[name].close.bind(this[name])
        this[name].close = () => {
          closed.push(name)
          close()
        }
      }
    }
  }
  vi.stubGlobal('MessageChannel', WatchedChannel)
  await yieldToEventLoop()
  expect(closed).toEqual(['port1', 'port2'])
})
