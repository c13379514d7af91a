import { createRandom } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeOnBackends, use } from '../testing/testBackends.js'
import type { BatchFeed } from './batchFeed.js'
import { batchesOf } from './batchesOf.js'
import { copyAsFloat32, pixelScale } from './feedValues.js'

interface Seen {
  readonly shape: readonly number[]
  readonly inputs: readonly number[]
  readonly originals: readonly number[]
  readonly rows: readonly number[]
}

async function epochOf(feed: BatchFeed, epoch: number, seed = 3): Promise<Seen[]> {
  const seen: Seen[] = []
  for await (const batch of feed.batches(epoch, createRandom(seed).fork(epoch))) {
    const [inputs, originals, rows] = [batch.inputs, batch.originals, batch.rows].map(tensor => Array.from(tensor.dataSync()))
    seen.push({ shape: batch.inputs.shape, inputs, originals, rows })
    tf.dispose({ ...batch })
  }
  return seen
}

/** Row r of [rows, columns] holds r, r + 0.25, r + 0.5, … */
const counting = (rows: number, columns: number): Float64Array =>
  Float64Array.from({ length: rows * columns }, (_, i) => Math.floor(i / columns) + 0.25 * (i % columns))

let tensorsBefore = 0
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore)
})

describeOnBackends('batchesOf', () => {
  it('gives rows in their order, the rest last', async () => {
    const feed = batchesOf({ data: counting(5, 2), rows: 5, columns: 2 }, { batchSize: 2, shuffle: false })
    expect(await epochOf(feed, 1)).toEqual([
      { shape: [2, 2], inputs: [0, 0.25, 1, 1.25], originals: [0, 0.25, 1, 1.25], rows: [0, 1] },
      { shape: [2, 2], inputs: [2, 2.25, 3, 3.25], originals: [2, 2.25, 3, 3.25], rows: [2, 3] },
      { shape: [1, 2], inputs: [4, 4.25], originals: [4, 4.25], rows: [4] },
    ])
    expect(feed.batchesPerEpoch).toBe(3)
  })

  it('shuffles each epoch in its own way, which the seed repeats', async () => {
    const feed = batchesOf({ data: counting(50, 1), rows: 50, columns: 1 }, { batchSize: 7, dropLast: true })
    const [first, second, again, otherSeed] = [await epochOf(feed, 1), await epochOf(feed, 2), await epochOf(feed, 1), await epochOf(feed, 1, 4)]
    expect(again).toEqual(first)
    expect(second).not.toEqual(first)
    expect(otherSeed).not.toEqual(first)
    expect(first.map(({ rows }) => rows.length)).toEqual(Array(7).fill(7))
    for (const { inputs, rows } of first) expect(inputs).toEqual(rows)
    expect(new Set(first.flatMap(({ rows }) => rows)).size).toBe(49)
  })

  it('gives the same from rows that stay on the device', async () => {
    const bytes = { data: Uint8Array.from({ length: 12 * 4 }, (_, i) => (i * 37) % 256), rows: 12, columns: 4 }
    const options = { batchSize: 5, shape: [2, 2, 1], scale: pixelScale }
    const feed = batchesOf(bytes, { ...options, resident: true })
    expect(await epochOf(feed, 1)).toEqual(await epochOf(batchesOf(bytes, options), 1))
    feed.dispose()
  })

  it('cuts chunks across their borders', async () => {
    const all = counting(11, 2)
    const chunks = async function* () {
      for (const [from, to] of [[0, 4], [4, 5], [5, 11]]) yield { data: all.subarray(2 * from, 2 * to), rows: to - from, columns: 2 }
    }
    const ordered = { batchSize: 3, shuffle: false }
    expect(await epochOf(batchesOf(chunks, ordered), 1)).toEqual(await epochOf(batchesOf({ data: all, rows: 11, columns: 2 }, ordered), 1))
    const shuffled = await epochOf(batchesOf(chunks, { batchSize: 3 }), 1)
    expect(shuffled).toEqual(await epochOf(batchesOf(chunks, { batchSize: 3 }), 1))
    expect(shuffled.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, row) => row))
    for (const { inputs, rows } of shuffled) expect(inputs.filter((_, i) => i % 2 === 0)).toEqual(rows)
  })

  it('hands a transform each batch with a generator of its own, and keeps the originals', async () => {
    const data = { data: counting(6, 1), rows: 6, columns: 1 }
    const transform = (values: Float32Array, { random }: { random: { uniform(): number } }): Float32Array => {
      const shift = Math.fround(random.uniform())
      return values.map(value => value + shift)
    }
    const feed = batchesOf(data, { batchSize: 2, transform })
    const [first, again] = [await epochOf(feed, 1), await epochOf(feed, 1)]
    expect(again).toEqual(first)
    for (const { originals, rows } of first) expect(originals).toEqual(rows)
    const shifts = first.map(({ inputs, originals }) => inputs[0] - originals[0])
    expect(new Set(shifts).size).toBe(3)
  })
})

it('reads the next chunk while a batch is in use', async () => {
  await use('cpu')
  const log: string[] = []
  const chunks = async function* () {
    for (let chunk = 0; chunk < 3; chunk++) {
      log.push(`read ${chunk}`)
      yield { data: Float32Array.of(chunk), rows: 1, columns: 1 }
    }
  }
  for await (const batch of batchesOf(chunks, { batchSize: 1, shuffle: false }).batches(1, createRandom(0))) {
    await new Promise(resolve => setTimeout(resolve, 0))
    log.push(`use ${batch.inputs.dataSync()[0]}`)
    tf.dispose({ ...batch })
  }
  expect(log).toEqual(['read 0', 'read 1', 'use 0', 'read 2', 'use 1', 'use 2'])
})

it('scales before it rounds', () => {
  // In float32, 16777217 is 16777216: rounding first would give 0.
  const out = copyAsFloat32({ data: Float64Array.of(16777217), rows: 1, columns: 1 }, [0], { scale: { offset: 16777216 }, out: new Float32Array(1) })
  expect(out[0]).toBe(1)
})

it('scales each column by its own numbers', () => {
  const samples = { data: Float64Array.of(1, 20, 3, 40), rows: 2, columns: 2 }
  const scale = { offset: [1, 20], factor: [2, 0.5] }
  expect(Array.from(copyAsFloat32(samples, [1, 0], { scale, out: new Float32Array(4) }))).toEqual([4, 10, 0, 0])
})

describe('what goes wrong', () => {
  const data = { data: new Float32Array(8), rows: 2, columns: 4 }
  it.each([
    [{ batchSize: 0 }, 'option batchSize must be a whole number of at least 1, but it is 0. Pass for example batchSize: 256.'],
    [{ shape: [3, 1] }, 'shape of a row must be of 4 numbers, as the data have columns, but it is [3, 1], 3 numbers. Pass for example shape: [28, 28, 1] for 784 columns.'],
    [{ scale: { factor: 0 } }, 'option scale.factor must be a finite number other than 0, but it is 0. Pass for example scale: { factor: 1 / 255 }.'],
    [{ scale: { offset: [1, 2] } }, 'scale.offset must be a number, or 4 numbers, one per column, but it is 2 numbers. Give every column its own.'],
    [{ resident: true, transform: (values: Float32Array) => values }, 'option resident must be left out beside a transform or chunks, but it is true. Rows that stay on the device do not pass by the processor.'],
  ])('is named: %o', (options, message) => {
    expect(() => batchesOf(data, options)).toThrow(message)
  })

  it('is passed on from a source of chunks', async () => {
    const chunks = function* () {
      yield { data: new Float32Array(2), rows: 1, columns: 2 }
      yield { data: new Float32Array(3), rows: 1, columns: 3 }
    }
    await expect(epochOf(batchesOf(chunks, { batchSize: 5 }), 1)).rejects.toThrow(
      'chunk must be of 2 columns, as the first, but it is of 3 columns from row 1 on. Give every chunk the same columns.',
    )
  })
})
