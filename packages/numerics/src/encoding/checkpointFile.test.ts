import { expect, it } from 'vitest'
import { readCheckpointFile, writeCheckpointFile } from './checkpointFile.js'

const file = {
  values: { text: 'Σ', number: 0.1 + 0.2, list: [1, null, true] },
  arrays: {
    single: { shape: [1, 2], data: Float32Array.of(1, -0) },
    double: { shape: [3], data: Float64Array.of(Math.PI, NaN, -Infinity) },
    empty: { shape: [0, 4], data: new Float64Array(0) },
  },
}

it('gives back values and arrays of both types, bit for bit, from anywhere in a buffer', () => {
  const bytes = writeCheckpointFile(file)
  const shifted = new Uint8Array(bytes.length + 3)
  shifted.set(bytes, 3)
  const read = readCheckpointFile(shifted.subarray(3))
  expect(read).toEqual(file)
  expect(read.arrays['double']!.data).toBeInstanceOf(Float64Array)
  expect(Object.is(read.arrays['single']!.data[1], -0)).toBe(true)
})

it('refuses bytes that are cut off or changed, wherever they are', () => {
  const bytes = writeCheckpointFile(file)
  for (let length = 0; length < bytes.length; length++) expect(() => readCheckpointFile(bytes.slice(0, length))).toThrow(/^checkpoint: /)
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice()
    changed[at] ^= 1
    expect(() => readCheckpointFile(changed)).toThrow(/^checkpoint: /)
  }
})
