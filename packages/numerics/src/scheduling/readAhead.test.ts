import { describe, expect, it } from 'vitest'
import { readAhead } from './readAhead.js'

describe('readAhead', () => {
  it('gives the values in their order, of iterables of either kind', async () => {
    async function* later(): AsyncGenerator<number> {
      yield 1
      await Promise.resolve()
      yield 2
    }
    for (const values of [[1, 2], later()]) {
      const seen: number[] = []
      for await (const value of readAhead<number>(values)) seen.push(value)
      expect(seen).toEqual([1, 2])
    }
  })

  it('reads the next value while one is in use, and not the one after', async () => {
    const events: string[] = []
    async function* values(): AsyncGenerator<number> {
      for (let i = 0; i < 3; i++) {
        events.push(`read ${i}`)
        yield i
      }
    }
    for await (const value of readAhead(values())) {
      await new Promise(resolve => setTimeout(resolve, 1))
      events.push(`used ${value}`)
    }
    expect(events).toEqual(['read 0', 'read 1', 'used 0', 'read 2', 'used 1', 'used 2'])
  })

  it('closes the source when its user ends early', async () => {
    let closed = false
    async function* values(): AsyncGenerator<number> {
      try {
        for (;;) yield 0
      } finally {
        closed = true
      }
    }
    for await (const _ of readAhead(values())) break
    expect(closed).toBe(true)
  })

  it('throws an error of reading where the value would come', async () => {
    async function* values(): AsyncGenerator<number> {
      yield 1
      throw new Error('torn tape')
    }
    const seen: number[] = []
    await expect(
      (async () => {
        for await (const value of readAhead(values())) seen.push(value)
      })(),
    ).rejects.toThrow('torn tape')
    expect(seen).toEqual([1])
  })
})
