import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from './random.js'
import { shuffledRows, someShuffledRows } from './shuffledRows.js'

describe.each([
  ['shuffledRows', shuffledRows],
  ['someShuffledRows of all', (rows: number, random: Random) => someShuffledRows(rows, rows, random)],
] as const)('%s', (_name, shuffle) => {
  it('contains each row once, the same order each time', () => {
    const order = shuffle(1000, createRandom(1))
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, row) => row))
    expect(shuffle(1000, createRandom(1))).toEqual(order)
    expect(shuffle(1000, createRandom(2))).not.toEqual(order)
  })

  it('draws each order equally often', () => {
    const random = createRandom(3)
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const order = shuffle(4, random).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    // A count is binomial with mean 1000 and standard deviation 31. Five standard deviations are allowed.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(155)
  })
})

it('draws distinct rows from many, and none', () => {
  const drawn = someShuffledRows(2 ** 32 - 1, 500, createRandom(4))
  expect(new Set(drawn).size).toBe(500)
  expect(someShuffledRows(10, 0, createRandom(4))).toHaveLength(0)
})
