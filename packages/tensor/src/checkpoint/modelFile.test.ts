import { InvalidCheckpointError } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { encodeCheckpoint } from './encodeCheckpoint.js'
import { InvalidModelFileError, readModelFile, writeModelFile } from './modelFile.js'

const file = { settings: { code: 3, shape: [2, 2] }, arrays: { weight: { shape: [2], data: Float32Array.of(1.5, -2) } } }

it('reads what it wrote', () => {
  expect(readModelFile('clusters', 1, writeModelFile('clusters', 1, file))).toEqual(file)
})

it('refuses another model, another version and a checkpoint', () => {
  const bytes = writeModelFile('clusters', 2, file)
  expect(() => readModelFile('vae', 2, bytes)).toThrow(
    "model file: kind must be 'vae', but it is 'clusters'. Load it with the class and the version that saved it.",
  )
  expect(() => readModelFile('clusters', 1, bytes)).toThrow(
    'model file: version must be 1, but it is 2. Load it with the class and the version that saved it.',
  )
  expect(() => readModelFile('clusters', 1, encodeCheckpoint({ values: {}, arrays: {} }))).toThrow(InvalidModelFileError)
})

it('refuses bytes that were cut short', () => {
  const bytes = writeModelFile('clusters', 1, file)
  expect(() => readModelFile('clusters', 1, bytes.subarray(0, bytes.length - 3))).toThrow(InvalidCheckpointError)
})
