import { stat } from 'node:fs/promises'
import { EmptyFileError, FileChangedError, FileNotFoundError, FileNotReadableError, NotAFileError } from '../errors/fileErrors.js'

/** What tells one state of a file from another without reading it. */
export interface FileStamp {
  readonly bytes: number
  /** Milliseconds since 1970, with fraction. */
  readonly modified: number
}

/** The `code` of an error of the operating system, or an empty string. */
export function systemErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/**
 * The stamp of a file that exists, is a file and is not empty.
 * @throws {FileNotFoundError} {NotAFileError} {EmptyFileError} {FileNotReadableError}
 */
export async function stampFile(path: string): Promise<FileStamp> {
  const facts = await stat(path).catch((error: unknown) => {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new FileNotFoundError(path)
    throw new FileNotReadableError(path, code === '' ? String(error) : code)
  })
  if (facts.isDirectory()) throw new NotAFileError(path)
  if (facts.isFile() && facts.size === 0) throw new EmptyFileError(path)
  return { bytes: facts.size, modified: facts.mtimeMs }
}

/** @throws {FileChangedError} if the file is not in the state of `stamp` any more; as `stampFile` besides. */
export async function assertUnchanged(path: string, stamp: FileStamp): Promise<void> {
  const now = await stampFile(path)
  if (now.bytes !== stamp.bytes || now.modified !== stamp.modified) throw new FileChangedError(path)
}
