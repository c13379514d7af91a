import { writeCheckpointFile } from '@mixtura/numerics'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { memoryCheckpointStore, type CheckpointStore } from './checkpointStore.js'
import { decodeCheckpoint, encodeCheckpoint } from './encodeCheckpoint.js'
import { folderCheckpointStore } from './folderCheckpointStore.js'

const checkpoint = {
  values: { text: 'Σ', number: 0.1 + 0.2, list: [1, null, true], nested: { a: 'b' } },
  arrays: {
    matrix: { shape: [2, 3], data: Float32Array.of(1, -0, NaN, Infinity, 1e-45, 3.5) },
    scalar: { shape: [], data: Float32Array.of(7) },
    empty: { shape: [0, 4], data: new Float32Array(0) },
  },
}

describe('decodeCheckpoint', () => {
  it('refuses arrays in float64, which no model here has', () => {
    const bytes = writeCheckpointFile({ values: {}, arrays: { means: { shape: [1], data: Float64Array.of(1) } } })
    expect(() => decodeCheckpoint(bytes)).toThrow(
      "checkpoint: header must be one whose arrays are float32, but it is one with 'means' in float64. Read it with the package that wrote it.",
    )
  })

  it('gives back what was encoded, bit for bit', () => {
    const decoded = decodeCheckpoint(encodeCheckpoint(checkpoint))
    expect(decoded).toEqual(checkpoint)
    expect(Object.is(decoded.arrays.matrix.data[1], -0)).toBe(true)
  })

  it('reads bytes that lie anywhere in a buffer', () => {
    const bytes = encodeCheckpoint(checkpoint)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decodeCheckpoint(shifted.subarray(3))).toEqual(checkpoint)
    expect(decodeCheckpoint(Buffer.from(bytes))).toEqual(checkpoint)
  })

  it.each([
    { what: 'a foreign file', change: (bytes: Uint8Array) => bytes.fill(0x41, 0, 8), part: 'signature',
      message: "checkpoint: signature must be 'MIXTCKPT', but it is 'AAAAAAAA'. Give bytes that encodeCheckpoint made." },
    { what: 'an empty file', change: () => new Uint8Array(0), part: 'signature',
      message: "checkpoint: signature must be 'MIXTCKPT', but it is ''. Give bytes that encodeCheckpoint made." },
    { what: 'a later version', change: (bytes: Uint8Array) => bytes.fill(9, 8, 9), part: 'version',
      message: 'checkpoint: version must be 2, but it is 9. Read it with a newer version of Mixtura.' },
    { what: 'a truncated file', change: (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 4), part: 'length',
      message: 'checkpoint: length must be 252 bytes, but it is 248. The file was cut off or changed after it was written: use an earlier one.' },
    { what: 'a changed file', change: (bytes: Uint8Array) => bytes.fill(0xff, bytes.length - 1), part: 'checksum',
      message: /^checkpoint: checksum must be [0-9a-f]{8}, but it is [0-9a-f]{8}\. The file was cut off or changed/ },
  ])('refuses $what', ({ change, part, message }) => {
    const bytes = change(encodeCheckpoint(checkpoint))
    expect(() => decodeCheckpoint(bytes)).toThrow(message)
    expect(() => decodeCheckpoint(bytes)).toThrow(expect.objectContaining({ code: 'invalid-checkpoint', part }))
  })
})

describe('stores', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(`${tmpdir()}/checkpoints-`)
  })
  afterAll(() => rm(folder, { recursive: true }))

  const stores: Record<string, () => CheckpointStore> = {
    memory: memoryCheckpointStore,
    folder: () => folderCheckpointStore(`${folder}/not/yet/there`),
  }

  it.each(Object.keys(stores))('keeps what was written last (%s)', async kind => {
    const store = stores[kind]()
    expect(await store.read('a')).toBeUndefined()
    expect(await store.names()).toEqual([])
    await store.write('b', Uint8Array.of(1))
    await store.write('a.1', Uint8Array.of(1, 2))
    await store.write('a.1', Uint8Array.of(3))
    expect(Array.from((await store.read('a.1'))!)).toEqual([3])
    expect(await store.names()).toEqual(['a.1', 'b'])
    await store.remove('b')
    await store.remove('b')
    expect(await store.names()).toEqual(['a.1'])
  })

  it.each(Object.keys(stores))('takes no name that leads elsewhere (%s)', async kind => {
    const store = stores[kind]()
    await expect((async () => store.write('../a', Uint8Array.of(1)))()).rejects.toThrow(
      "checkpoint name '../a' must be 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or a digit. " +
        "Pass for example 'digits-autoencoder'.",
    )
  })

  it('has no folders where there are no files', async () => {
    vi.stubGlobal('process', undefined)
    const names = folderCheckpointStore('anywhere').names()
    vi.unstubAllGlobals()
    await expect(names).rejects.toThrow(
      'a folder of checkpoints needs Node.js. In a browser, pass memoryCheckpointStore() or a store of your own.',
    )
  })

  it('replaces a file as a whole, whatever a process that died left beside it', async () => {
    const place = `${folder}/atomic`
    const store = folderCheckpointStore(place)
    await store.write('run', Uint8Array.of(1))
    await writeFile(`${place}/run.checkpoint.0.partial`, 'half a write of a process that died')
    await store.write('run', Uint8Array.of(2))
    expect(Array.from((await store.read('run'))!)).toEqual([2])
    expect((await readdir(place)).sort()).toEqual(['run.checkpoint', 'run.checkpoint.0.partial'])
    expect(await store.names()).toEqual(['run'])
  })
})
