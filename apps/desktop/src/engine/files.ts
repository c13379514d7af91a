import { StudioError } from '../contract/errors.js'
import type { FileHandle } from '../contract/identifiers.js'
import type { GrantedFile } from './channel.js'

/** The files that the host granted, by handle. */
export class GrantedFiles {
  readonly #files = new Map<FileHandle, GrantedFile>()

  add(file: GrantedFile): void {
    this.#files.set(file.handle, file)
  }

  /** @throws {StudioError} `unknown-file` */
  get(handle: FileHandle): GrantedFile {
    const file = this.#files.get(handle)
    if (file) return file
    throw new StudioError('unknown-file', 'This file is not open to Studio. Choose it again.', { file: handle })
  }
}
