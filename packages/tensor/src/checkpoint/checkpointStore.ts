import { ShapeError } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import { InvalidCheckpointNameError } from './checkpointErrors.js'

/** Where checkpoints are kept, by name. A write replaces what was there at once or not at all. */
export interface CheckpointStore {
  /** @throws {InvalidCheckpointNameError} if no file could have that name. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** Undefined if there is none of that name. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Does nothing if there is none of that name. */
  remove(name: string): Promise<void>
  /** In ascending order. */
  names(): Promise<readonly string[]>
}

/** A store that lasts as long as the process. */
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
