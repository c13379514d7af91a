import { stat } from 'node:fs/promises'
import { requireObject } from '@mixtura/numerics/validation'
import { EmptyFileError, FileChangedError, FileNotFoundError, FileNotReadableError, NotAFileError } from '../errors/fileErrors.js'
import { requirePath } from '../requests.js'

/** Identifies the state of a file without reading it. */
export interface FileStamp {
  readonly bytes: number
  /** Milliseconds since 1970, with a fraction. */
  readonly modified: number
}

/** The `code` of an operating system error; otherwise an empty string. */
export function systemErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/**
 * The stamp of a file that exists, is a file and is not empty.
 * @throws {ShapeError} unless `path` is a text.
 * @throws {FileNotFoundError} {NotAFileError} {EmptyFileError} {FileNotReadableError}
 */
export async function stampFile(path: string): Promise<FileStamp> {
  requirePath(path)
  const facts = await stat(path).catch((error: unknown) => {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new FileNotFoundError(path)
    throw new FileNotReadableError(path, code === '' ? String(error) : code)
  })
  if (facts.isDirectory()) throw new NotAFileError(path)
  if (facts.isFile() && facts.size === 0) throw new EmptyFileError(path)
  return { bytes: facts.size, modified: facts.mtimeMs }
}

/** @throws {FileChangedError} if the file is no longer in the state of `stamp`. @throws the errors of `stampFile`, and {ShapeError} unless `stamp` is one. */
export async function assertUnchanged(path: string, stamp: FileStamp): Promise<void> {
  requireObject('stamp', stamp, { what: 'the stamp of a file', fields: { bytes: 'number', modified: 'number' }, remedy: 'Pass what stampFile returned.' })
  const now = await stampFile(path)
  if (now.bytes !== stamp.bytes || now.modified !== stamp.modified) throw new FileChangedError(path)
}
