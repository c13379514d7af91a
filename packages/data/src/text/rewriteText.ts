import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { NotWritableError } from '../errors/resultErrors.js'
import { systemErrorCode } from '../files/fileStamp.js'
import { plainRecords, type RecordMarks } from './plainRecords.js'
import { textBytes, type TextSource } from './textBytes.js'

export interface Rewriting {
  /** Number of bytes to skip at the beginning of the text. */
  readonly from: number
  /** How the records are written, to convert them to the plain form; null leaves them unchanged. */
  readonly records: RecordMarks | null
  readonly signal: AbortSignal | undefined
}

/**
 * Calls `use` with a temporary file that holds the text in UTF-8, and removes the file afterwards.
 * @throws {NotWritableError} if the file cannot be written to the temporary folder.
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

async function* rewritten(source: TextSource, { from, records }: Rewriting): AsyncGenerator<Buffer, void, undefined> {
  const rows = withoutBeginning(textBytes(source), from)
  yield* records === null ? rows : plainRecords(rows, records)
}

async function* withoutBeginning(chunks: AsyncIterable<Buffer>, from: number): AsyncGenerator<Buffer, void, undefined> {
  let left = from
  for await (const bytes of chunks) {
    if (left < bytes.length) yield bytes.subarray(left)
    left = Math.max(0, left - bytes.length)
  }
}
