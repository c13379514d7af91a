import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** SHA-256 of bytes, hexadecimal. */
export async function hashOf(content: Readable): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(content, hash)
  return hash.digest('hex')
}

/** SHA-256 of a file, hexadecimal. */
export const hashOfFile = (path: string): Promise<string> => hashOf(createReadStream(path))
