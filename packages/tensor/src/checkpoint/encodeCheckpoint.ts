import { InvalidCheckpointError, readCheckpointFile, ShapeError, writeCheckpointFile } from '@mixtura/numerics'
import { describeValue, isRecord, requireObject } from '@mixtura/numerics/validation'
import type { Checkpoint, SavedArray } from './checkpoint.js'
import { acceptedBytes } from './checkpointStore.js'
import { requireSavedArrays } from './savedArrays.js'

/**
 * Encodes a checkpoint as bytes. `decodeCheckpoint` restores it bit for bit.
 *
 * @throws {InvalidCheckpointError} if the values exceed the limits of the header.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const remedy = 'Pass { values, arrays }, such as saveState() answers.'
  requireObject('checkpoint', checkpoint, { what: 'a checkpoint', fields: { values: 'object', arrays: 'object' }, remedy })
  if (!isRecord(checkpoint.values)) throw new ShapeError('checkpoint.values', 'an object', describeValue(checkpoint.values), remedy)
  requireSavedArrays('checkpoint.arrays', checkpoint.arrays)
  return writeCheckpointFile(checkpoint)
}

/**
 * Decodes the checkpoint in the bytes of a file. Its arrays are copies.
 *
 * @throws {InvalidCheckpointError} if the bytes are truncated, changed, of another format or of another version.
 */
export function decodeCheckpoint(file: Uint8Array): Checkpoint {
  acceptedBytes(file)
  const { values, arrays } = readCheckpointFile(file)
  for (const [name, { data }] of Object.entries(arrays)) {
    if (data instanceof Float32Array) continue
    throw new InvalidCheckpointError('header', 'one whose arrays are float32', `one with '${name}' in float64`, 'Read it with the package that wrote it.')
  }
  return { values, arrays: arrays as Readonly<Record<string, SavedArray>> }
}
