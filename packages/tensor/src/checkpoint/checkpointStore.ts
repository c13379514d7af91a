import { ShapeError } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import { InvalidCheckpointNameError } from './checkpointErrors.js'

/** Stores checkpoints by name. A write is atomic: it replaces the old checkpoint completely or not at all. */
export interface CheckpointStore {
  /** @throws {InvalidCheckpointNameError} if `name` is not a valid file name on every system. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** Undefined if there is no checkpoint of that name. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Does nothing if there is no checkpoint of that name. */
  remove(name: string): Promise<void>
  /** All names in ascending order. */
  names(): Promise<readonly string[]>
}

/** A store in memory, which lasts as long as the process. */
export function memoryCheckpointStore(): CheckpointStore {
  const entries = new Map<string, Uint8Array>()
  return {
    write: async (name, bytes) => void entries.set(acceptedName(name), acceptedBytes(bytes).slice()),
    read: async name => entries.get(acceptedName(name))?.slice(),
    remove: async name => void entries.delete(acceptedName(name)),
    names: async () => [...entries.keys()].sort(),
  }
}

/** @throws {ShapeError} unless `bytes` is a Uint8Array. */
export function acceptedBytes(bytes: Uint8Array): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes
  throw new ShapeError('bytes', 'a Uint8Array', describeValue(bytes), 'Pass the bytes that were saved.')
}

/** @throws {InvalidCheckpointNameError} unless `name` is safe as the name of a file on every system. */
export function acceptedName(name: string): string {
  if (typeof name === 'string' && /^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) return name
  throw new InvalidCheckpointNameError(typeof name === 'string' ? name : describeValue(name))
}
