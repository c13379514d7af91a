import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { StudioError } from '../contract/errors.js'
import { besideHeader, fileNameHeader } from '../contract/hostMessage.js'
import type { FileHandle } from '../contract/identifiers.js'
import { isDiskFull } from '../engine/atomicWrite.js'
import type { FileGrants } from '../engine/fileGrants.js'
import { newUploadFolder, uploadFolderOf } from '../engine/uploads.js'

const maximumNameLength = 120

/**
 * Writes the body of a request to a new folder, or to that of the earlier upload that it belongs to, and grants the file. A browser gives no path, so the whole file
 * is sent. It is streamed to the disk, whose free space is the only limit of its size.
 *
 * @throws {StudioError} `upload-failed` or `disk-full`. Nothing of the file is left then. `unknown-file` if it belongs to no upload.
 */
export async function receiveUpload(request: IncomingMessage, folder: string, grants: FileGrants): Promise<FileHandle> {
  const name = safeName(request.headers[fileNameHeader])
  try {
    const earlier = folderBeside(request.headers[besideHeader], folder, grants)
    const ownFolder = earlier ?? newUploadFolder(folder)
    const path = join(ownFolder, name)
    try {
      await mkdir(ownFolder, { recursive: true, mode: 0o700 })
      await pipeline(bodyOf(request), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
    } catch (error) {
      // Where a file of this name was before, it stays.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) await rm(earlier === null ? ownFolder : path, { recursive: true, force: true })
      throw uploadFailed(name, error)
    }
    return grants.grant(path, name)
  } finally {
    // A browser reads the answer only after it has sent the body, so the rest of the body is read and dropped.
    request.resume()
  }
}

/** The folder of the upload with this handle; null without a handle. */
function folderBeside(handle: string | string[] | undefined, folder: string, grants: FileGrants): string | null {
  if (handle === undefined) return null
  const file = grants.inputs.find(known => known.handle === handle)
  const itsFolder = file ? uploadFolderOf(folder, file.path) : null
  if (itsFolder === null) throw new StudioError('unknown-file', 'The file that this one belongs to is not open to Studio. Choose both again.', { file: String(handle) })
  return itsFolder
}

/** The chunks of a body. An error while they are consumed does not close the connection, which is needed for the answer. */
function bodyOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
}

/** The last part of a name, without characters that have a meaning for file systems. */
export function safeName(header: string | string[] | undefined): string {
  const name = decodeName(typeof header === 'string' ? header : '')
    .replace(/^.*[/\\]/s, '')
    // eslint-disable-next-line no-control-regex -- control characters are what must go
    .replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_')
    .replace(/[. ]+$/, '')
  // The end of the name is kept, because the extension gives the format.
  return name.slice(-maximumNameLength).replace(/^\.+/, '') || 'data'
}

function decodeName(header: string): string {
  try {
    return decodeURIComponent(header)
  } catch {
    return header
  }
}

function uploadFailed(name: string, error: unknown): StudioError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const isFull = isDiskFull(code)
  const message = isFull
    ? `${name} does not fit on the disk that holds Studio's working files. Free some space, or give the path of the file when you start Studio: then it is read where it is.`
    : `${name} did not arrive whole (${code}). Try again, or give the path of the file when you start Studio.`
  return new StudioError(isFull ? 'disk-full' : 'upload-failed', message, { file: name, reason: code })
}
