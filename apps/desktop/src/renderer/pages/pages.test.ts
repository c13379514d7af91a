import { describe, expect, it } from 'vitest'
import { PageCache } from './pageCache.js'
import { rowWindow, scrolledHeight, scrollScale, tallest } from './scaledWindow.js'

describe('PageCache', () => {
  it('forgets the page that was used longest ago', () => {
    const cache = new PageCache<number>(10, 2)
    cache.set(0, [0])
    cache.set(1, [10])
    cache.pagesFor(0, 9) // page 0 is used again
    cache.set(2, [20])
    expect([cache.get(0), cache.get(10), cache.get(20)]).toEqual([0, undefined, 20])
    expect(cache.size).toBe(2)
  })

  it('names the pages of a range', () => {
    expect(new PageCache<number>(200, 4).pagesFor(190, 410)).toEqual([0, 1, 2])
  })
})

describe('rowWindow', () => {
  const small = { rows: 1000, rowHeight: 28, viewport: 280 }
  const million = { rows: 1_000_000, rowHeight: 28, viewport: 280 }

  it('moves pixel for pixel while the table is short', () => {
    expect(scrollScale(small)).toBe(1)
    expect(rowWindow(small, 2800, 0)).toEqual({ first: 100, last: 110, offset: 2800 })
  })

  it('reaches the first and the last row of a million', () => {
    expect(scrolledHeight(million)).toBe(tallest)
    expect(rowWindow(million, 0).first).toBe(0)
    const end = rowWindow(million, tallest - million.viewport, 0)
    expect(end.last).toBe(999_999)
    expect(end.offset + (end.last - end.first + 1) * million.rowHeight).toBe(tallest)
  })

  it('is empty without rows', () => {
    expect(rowWindow({ rows: 0, rowHeight: 28, viewport: 280 }, 0).last).toBe(-1)
  })
})
