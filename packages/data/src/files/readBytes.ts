import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { DamagedGzipError, FileNotReadableError } from '../errors/fileErrors.js'
import { systemErrorCode } from './fileStamp.js'

/** Bytes per read: large enough for few turns of the event loop, small enough to stay in the cache. */
const chunkBytes = 1 << 20

/** Whether bytes begin like a gzip file, whose first two bytes are fixed (RFC 1952). */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/**
 * The bytes of a file from its beginning, decompressed if `gzip` is true.
 * @throws {DamagedGzipError} {FileNotReadableError}
 */
export async function* readBytes(path: string, gzip: boolean): AsyncGenerator<Buffer, void, undefined> {
  const file = createReadStream(path, { highWaterMark: chunkBytes })
  const gunzip = gzip ? createGunzip({ chunkSize: chunkBytes }) : undefined
  const bytes = gunzip === undefined ? file : file.on('error', error => gunzip.destroy(error)).pipe(gunzip)
  try {
    for await (const chunk of bytes) yield chunk as Buffer
  } catch (error) {
    const code = systemErrorCode(error)
    const reason = error instanceof Error ? error.message : String(error)
    throw code.startsWith('Z_') ? new DamagedGzipError(path, reason) : new FileNotReadableError(path, reason)
  } finally {
    file.destroy()
    gunzip?.destroy()
  }
}

/** At most the first `limit` bytes of `readBytes`. For a damaged gzip file, the bytes before the damage. */
export async function readHead(path: string, gzip: boolean, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of readBytes(path, gzip)) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= limit) break
    }
  } catch (error) {
    // The damage is reported later, when the whole file is read; the head only decides the format.
    if (!(error instanceof DamagedGzipError && length > 0)) throw error
  }
  return Buffer.concat(chunks).subarray(0, limit)
}
