import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { FileHandle } from '../contract/identifiers.js'
import { fileHandleSchema } from '../contract/identifiers.js'
import type { GrantedFile } from './channel.js'

/** Makes a handle that cannot be guessed and does not reveal the path. */
export function createFileHandle(): FileHandle {
  return fileHandleSchema.parse(randomUUID())
}

/**
 * The host's list of files: files that a person chose, which the engine may read, and files that the engine
 * exported, which a window may save. Windows have only handles; the paths are only in this list.
 */
export class FileGrants {
  readonly #inputs = new Map<FileHandle, GrantedFile>()
  readonly #exports = new Map<FileHandle, GrantedFile>()
  readonly #listeners = new Set<(file: GrantedFile) => void>()

  get inputs(): readonly GrantedFile[] {
    return [...this.#inputs.values()]
  }

  /** @param path an absolute path. */
  grant(path: string, name = basename(path)): FileHandle {
    const file = { handle: createFileHandle(), path, name }
    this.#inputs.set(file.handle, file)
    for (const listener of this.#listeners) listener(file)
    return file.handle
  }

  onGrant(listener: (file: GrantedFile) => void): void {
    this.#listeners.add(listener)
  }

  addExport(file: GrantedFile): void {
    this.#exports.set(file.handle, file)
  }

  exported(handle: FileHandle): GrantedFile | undefined {
    return this.#exports.get(handle)
  }
}
