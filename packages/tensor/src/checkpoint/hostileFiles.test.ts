import { expect, it } from 'vitest'
import { attack, sign } from '../testing/hostileFiles.js'
import { decodeCheckpoint, encodeCheckpoint } from './encodeCheckpoint.js'
import { readModelFile, requireModelArrays, writeModelFile } from './modelFile.js'

const arrays = { weight: { shape: [2, 3], data: Float32Array.of(1, -2, 3, 4, 5, 6) }, bias: { shape: [2], data: Float32Array.of(0.5, 1) } }
const settings = { code: 2, network: { kind: 'dense', widths: [3] }, history: [{ epoch: 1, step: 4, metrics: { loss: 0.5 } }] }

it('refuses damaged checkpoints and model files, and hostile headers under a right sum, by typed errors', async () => {
  const file = writeModelFile('clusters', 1, { settings, arrays })
  const before = process.resourceUsage().maxRSS
  const { refused, faults } = await attack(file, bytes => readModelFile('clusters', 1, bytes))
  expect(faults).toEqual([])
  expect(refused).toBeGreaterThan(800)
  // KB; the files have less than a kilobyte, or 6 MB of names.
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(250_000)
})

it('signs as encodeCheckpoint does', () => {
  const body = new Uint8Array(Float32Array.of(1, 2).buffer)
  const bytes = encodeCheckpoint({ values: { a: 1 }, arrays: { x: { shape: [2], data: Float32Array.of(1, 2) } } })
  expect(sign('{"values":{"a":1},"arrays":[{"name":"x","shape":[2]}]}', body)).toEqual(bytes)
})

it('allocates nothing for sizes that the file has not', () => {
  const body = new Uint8Array(8)
  const before = process.resourceUsage().maxRSS
  for (const shape of ['[2000000000]', '[1e8,1e8,1e8]', '[4294967296,4294967296,0,1]', '[0,1e15]', '[1e300]', '[-1,-2]', '[0.5,4]']) {
    expect(() => decodeCheckpoint(sign(`{"values":{},"arrays":[{"name":"x","shape":${shape}}]}`, body))).toThrow('checkpoint: header must be')
  }
  const deep = `{"values":${'['.repeat(1e6)}${']'.repeat(1e6)},"arrays":[]}`
  expect(() => decodeCheckpoint(sign(deep, new Uint8Array(0)))).toThrow(
    'checkpoint: header must be at most 64 levels, but it is 1000001. Keep large data in arrays, and fewer settings.',
  )
  const crowd = `{"values":{"x":[${'{},'.repeat(1e6)}{}]},"arrays":[]}`
  expect(() => decodeCheckpoint(sign(crowd, new Uint8Array(0)))).toThrow(
    'checkpoint: header must be at most 200000 objects and arrays, but it is 1000005. Keep large data in arrays, and fewer settings.',
  )
  // KB; the largest of them has 3 MB, and the test keeps a few copies.
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000)
})

it('names what is wrong with a header', () => {
  const body = new Uint8Array(8)
  const reading = (json: string) => () => decodeCheckpoint(sign(json, body))
  expect(reading('{"values":{},"arrays":[{"name":"x","shape":[3]}]}')).toThrow(
    "checkpoint: header must be shapes that fill the file, but it is 'x' beyond its end. Give bytes that encodeCheckpoint made.",
  )
  expect(reading('{"values":{},"arrays":[{"name":"x","shape":[-2]}]}')).toThrow(
    "checkpoint: header must be one whose shape of 'x' is up to 6 whole numbers of at least 0, but it is one with [-2]. Give bytes that encodeCheckpoint made.",
  )
  expect(reading('{"values":{},')).toThrow('checkpoint: header must be a JSON object, but it is no JSON in UTF-8. Give bytes that encodeCheckpoint made.')
  expect(reading('{"values":{"__proto__":{}},"arrays":[]}')).toThrow(
    "checkpoint: header must be a JSON object, but it is one with the name '__proto__'. Give bytes that encodeCheckpoint made.",
  )
})

it('covers the whole file by its sum', () => {
  const bytes = encodeCheckpoint({ values: { text: 'a' }, arrays })
  const changed = Uint8Array.from(bytes)
  changed[27] ^= 1
  expect(() => decodeCheckpoint(changed)).toThrow(/^checkpoint: checksum must be/)
  const old = Uint8Array.from(bytes)
  old[8] = 1
  expect(() => decodeCheckpoint(old)).toThrow('checkpoint: version must be 2, but it is 1. Read it with an older version of Mixtura.')
})

it('takes finite numbers only, both ways', () => {
  const diverged = { settings, arrays: { weight: { shape: [2], data: Float32Array.of(1, NaN) } } }
  expect(() => writeModelFile('clusters', 1, diverged)).toThrow(
    "model: array 'weight' must be finite numbers, but it is NaN at place 1. The model has diverged: train it again with a lower learningRate.",
  )
})

it('compares arrays with those that settings ask for', () => {
  expect(() => requireModelArrays({ weight: [2, 3], bias: [2] }, arrays)).not.toThrow()
  expect(() => requireModelArrays({ weight: [3, 2], bias: [2] }, arrays)).toThrow(
    "model file: array 'weight' must be of shape [3, 2], but it is of shape [2, 3]. Load it with the class and the version that saved it.",
  )
  expect(() => requireModelArrays({ weight: [2, 3] }, arrays)).toThrow(
    "model file: array 'bias' must be absent, but it is of shape [2]. Load it with the class and the version that saved it.",
  )
  expect(() => requireModelArrays({ weight: [2, 3], bias: [2], toString: [1] }, arrays)).toThrow(
    "model file: array 'toString' must be of shape [1], but it is absent. Load it with the class and the version that saved it.",
  )
})
