import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { NotWritableError } from '../errors/resultErrors.js'
import { systemErrorCode } from '../files/fileStamp.js'
import { textBytes, type TextSource } from './textBytes.js'

const lineFeed = 0x0a
const carriageReturn = 0x0d

export interface Rewriting {
  /** Bytes of the text to leave out at the beginning. */
  readonly from: number
  /** Makes a line feed of every end of a line outside these quotes (ASCII code); null leaves them as they are. */
  readonly newlines: { readonly quote: number } | null
  readonly signal: AbortSignal | undefined
}

/**
 * Hands `use` a temporary file with the text in UTF-8, and removes it afterwards.
 * @throws {NotWritableError} if the temporary folder takes no such file.
 */
export async function withRewritten<Result>(source: TextSource, rewriting: Rewriting, use: (path: string) => Promise<Result>): Promise<Result> {
  const path = join(tmpdir(), `mixtura-${randomUUID()}.txt`)
  try {
    await pipeline(Readable.from(rewritten(source, rewriting), { objectMode: true }), createWriteStream(path, { mode: 0o600 }), { signal: rewriting.signal })
      .catch((error: unknown) => {
        rewriting.signal?.throwIfAborted()
        const code = systemErrorCode(error)
        throw /^E[A-Z]+$/.test(code) ? new NotWritableError(path, code) : error
      })
    return await use(path)
  } finally {
    await rm(path, { force: true })
  }
}

async function* rewritten(source: TextSource, { from, newlines }: Rewriting): AsyncGenerator<Buffer, void, undefined> {
  let left = from
  const state = { isQuoted: false, afterReturn: false }
  for await (const bytes of textBytes(source)) {
    const kept = left >= bytes.length ? undefined : bytes.subarray(left)
    left = Math.max(0, left - bytes.length)
    if (kept !== undefined) yield newlines === null ? kept : withLineFeeds(kept, newlines.quote, state)
  }
}

function withLineFeeds(bytes: Buffer, quote: number, state: { isQuoted: boolean; afterReturn: boolean }): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  let length = 0
  for (const byte of bytes) {
    const isPair = state.afterReturn && byte === lineFeed
    state.afterReturn = !state.isQuoted && byte === carriageReturn
    if (isPair) continue
    if (byte === quote) state.isQuoted = !state.isQuoted
    out[length++] = state.afterReturn ? lineFeed : byte
  }
  return out.subarray(0, length)
}
