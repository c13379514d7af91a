import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

/** Whether the code of a system error means that the disk, or the user's disk quota, is full. */
export function isDiskFull(code: string): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** A file that could not be written. A previous file at its path is unchanged. */
export class FileNotWrittenError extends Error {
  override readonly name: string = 'FileNotWrittenError'
  readonly code: 'disk-full' | 'not-writable'
  readonly file: string
  readonly reason: string
  /** The name ends in `Path`, so that `toStudioError` sends only the last part to windows. */
  readonly folderPath: string
  constructor(path: string, error: unknown) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const isFull = isDiskFull(reason)
    super(
      isFull
        ? `${basename(path)} could not be written: the disk that holds ${dirname(path)} is full. Free some space, and try again.`
        : `${basename(path)} could not be written to ${dirname(path)} (${reason}). Choose a folder that you may write to.`,
    )
    this.code = isFull ? 'disk-full' : 'not-writable'
    this.file = basename(path)
    this.folderPath = dirname(path)
    this.reason = reason
  }
}

/**
 * Writes a temporary file next to `path` and then renames it. A reader finds the old or the new content and never a part, even
 * after a crash of the machine.
 *
 * @throws {FileNotWrittenError} The temporary file is then removed.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await replaceAtomically(path, async temporaryPath => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(temporaryPath, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

/** Like `writeFileAtomically`, with the content of another file. */
export async function copyFileAtomically(from: string, to: string): Promise<void> {
  await replaceAtomically(to, temporaryPath => copyFile(from, temporaryPath))
}

/** @param write writes the file whose path it is given. */
export async function replaceAtomically(path: string, write: (temporaryPath: string) => Promise<void>): Promise<void> {
  const temporaryPath = `${path}.${randomUUID()}.writing`
  try {
    await write(temporaryPath)
    await rename(temporaryPath, path)
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined)
    throw new FileNotWrittenError(path, error)
  }
}
