import { afterEach, expect, it, vi } from 'vitest'
import { allocateNumbers } from './allocateNumbers.js'

afterEach(() => void vi.unstubAllGlobals())

it('takes shared memory, and other memory where there is none', () => {
  const shared = allocateNumbers(3)
  expect([shared.buffer instanceof SharedArrayBuffer, [...shared]]).toEqual([true, [0, 0, 0]])
  vi.stubGlobal('SharedArrayBuffer', undefined)
  const own = allocateNumbers(3)
  expect([own.buffer instanceof ArrayBuffer, [...own]]).toEqual([true, [0, 0, 0]])
})
