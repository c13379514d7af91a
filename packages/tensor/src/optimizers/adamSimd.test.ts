import { describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { adamSimd } from './adamSimd.js'

const memories: Record<string, () => WebAssembly.Memory> = {
  own: () => new WebAssembly.Memory({ initial: 1 }),
  shared: () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }),
}

describe.each(Object.keys(memories))('adamSimd (%s memory)', kind => {
  it('updates what can be counted by hand, and nothing beyond it', () => {
    const memory = memories[kind]()
    const numbers = new Float32Array(memory.buffer).fill(99)
    // Seven arrays of eight numbers; the second four of each must stay.
    const offsets = { value: 0, gradient: 32, mean: 64, square: 96, newValue: 128, newMean: 160, newSquare: 192 }
    numbers.set([1, 2, 3, 4], 0)
    numbers.set([2, -2, 0, 4], 8)
    numbers.set([0, 2, 0, 8], 16)
    numbers.set([0, 12, 0, 0], 24)
    const before = numbers.slice()
    adamSimd(memory)(offsets, 4, { beta1: 0.5, beta2: 0.75, rate: 3, epsilon: 1, keep: 0.5 })
    // m: 1, 0, 0, 6; s: 1, 10, 0, 4; p: ½ p - 3 m / (√s + 1)
    expectClose(numbers.subarray(40, 44), [1, 0, 0, 6], { relative: 1e-7 })
    expectClose(numbers.subarray(48, 52), [1, 10, 0, 4], { relative: 1e-7 })
    expectClose(numbers.subarray(32, 36), [0.5 - 1.5, 1, 1.5, 2 - 6], { relative: 1e-6 })
    for (let array = 0; array < 7; array++) {
      const [from, to] = [8 * array + (array < 4 ? 0 : 4), 8 * array + 8]
      expect(numbers.slice(from, to)).toEqual(before.slice(from, to))
    }
  })
})
