import { afterEach, expect, it, vi } from 'vitest'
import { randomMixture } from '../testing/randomMixture.js'
import { hostThreads } from '../threads/hostThreads.js'
import { passThreadCount, sharedRows } from './passThreadCount.js'

afterEach(() => {
  vi.unstubAllGlobals()
})

const model = randomMixture('full', { components: 2, columns: 2, seed: 1 })
/** Samples without memory, of which only the size is used. */
const sized = (rows: number, { shared = false, bytes = 16 * rows } = {}) => {
  const buffer = shared ? new SharedArrayBuffer(8) : new ArrayBuffer(8)
  return { samples: { data: { buffer, byteLength: bytes } as Float64Array, rows, columns: 2 } }
}
const count = (rows: ReturnType<typeof sized>, threads?: number): number => passThreadCount(rows, { model, scatter: 'full', threads })

it('is 1 if a pass is short, otherwise the given number, or the number that the host runs at once', () => {
  // 15.8 ns per row; the minimum is 150 µs.
  expect(count(sized(9_493), 8)).toBe(1)
  expect([count(sized(9_494), 8), count(sized(9_494), 1)]).toEqual([8, 1])
  expect(count(sized(9_494))).toBe(hostThreads())
})

it('copies more than 256 MiB into shared memory only if a number of threads is given', () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 })
  vi.stubGlobal('process', { versions: process.versions })
  const above = { bytes: 2 ** 28 + 8 }
  expect(count(sized(1e6, above))).toBe(1)
  expect(count(sized(1e6, above), 3)).toBe(3)
  expect([count(sized(1e6, { bytes: 2 ** 28 })), count(sized(1e6, { ...above, shared: true }))]).toEqual([4, 4])
})

it('is 1 if memory cannot be shared', () => {
  vi.stubGlobal('process', undefined)
  expect(count(sized(1e6), 8)).toBe(1)
})

it('moves rows into shared memory once', () => {
  const rows = { samples: { data: Float64Array.of(1, 2), rows: 2, columns: 1 }, weights: Float64Array.of(3, 4) }
  const shared = sharedRows(rows)
  expect(shared).toMatchObject(rows)
  for (const values of [shared.samples.data, shared.weights!]) expect(values.buffer).toBeInstanceOf(SharedArrayBuffer)
  const again = sharedRows(shared)
  expect([again.samples.data === shared.samples.data, again.weights === shared.weights]).toEqual([true, true])
})
