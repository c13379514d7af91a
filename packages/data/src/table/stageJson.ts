import type { OpenOptions } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { literal } from '../duckdb/literals.js'
import { readerMessage } from '../duckdb/readerMessage.js'
import { MalformedJsonError } from '../errors/textErrors.js'
import { readBytes, readHead } from '../files/readBytes.js'
import { Utf8Check } from '../files/utf8Check.js'
import { stageTyped } from './stageTyped.js'
import type { StagedTable } from './tableColumn.js'

/** Bytes that show how a JSON file begins. */
const headBytes = 4096

/**
 * Reads an array of objects, or objects one per line. Types are taken from all values, not a sample.
 * @throws {MalformedJsonError} {NotUtf8Error} {DamagedGzipError}
 */
export async function stageJson(
  database: Database,
  path: string,
  options: OpenOptions & { readonly gzip: boolean },
): Promise<StagedTable> {
  const { gzip, signal } = options
  await assertUtf8(path, gzip, signal)
  assertObjects(path, (await readHead(path, gzip, headBytes)).toString('utf8'))
  const relation = `read_json(${literal(path)}, sample_size = -1, ignore_errors = false, compression = '${gzip ? 'gzip' : 'uncompressed'}')`
  try {
    return await stageTyped(database, relation, options)
  } catch (error) {
    signal?.throwIfAborted()
    throw new MalformedJsonError(path, readerMessage(error).replace(/^Malformed JSON,? ?/, ''))
  }
}

async function assertUtf8(path: string, gzip: boolean, signal: AbortSignal | undefined): Promise<void> {
  const utf8 = new Utf8Check(path)
  for await (const bytes of readBytes(path, gzip)) {
    signal?.throwIfAborted()
    utf8.push(bytes)
  }
  utf8.end()
}

/** What the reader would accept and turn into something that is no table. */
function assertObjects(path: string, head: string): void {
  if (head.startsWith('\uFEFF')) throw new MalformedJsonError(path, 'it begins with a byte order mark')
  const [first, second] = head.replaceAll(/\s/g, '')
  if (first !== undefined && first !== '[' && first !== '{') {
    throw new MalformedJsonError(path, `it begins with ${JSON.stringify(first)}`)
  }
  if (first === '[' && second !== undefined && second !== '{' && second !== ']') {
    throw new MalformedJsonError(path, 'its array holds values that are not objects')
  }
}
