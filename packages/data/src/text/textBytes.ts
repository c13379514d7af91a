import { UndecodableTextError } from '../errors/textErrors.js'
import { readBytes } from '../files/readBytes.js'
import { collapseSpaces } from './collapseSpaces.js'

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** A text file, and how to convert it to plain UTF-8. */
export interface TextSource {
  readonly path: string
  readonly gzip: boolean
  /** Encoding of the file, as a label of the WHATWG Encoding Standard. */
  readonly encoding: string
  /** If runs of white space separate the cells: the ASCII code of the quote, within which white space is kept. Otherwise null. */
  readonly collapse: { readonly quote: number } | null
}

/**
 * The text in UTF-8 without a byte order mark. If runs of white space separate the cells, each run becomes one tab.
 * @throws {UndecodableTextError} {DamagedGzipError} {FileNotReadableError}
 */
export async function* textBytes(source: TextSource): AsyncGenerator<Buffer, void, undefined> {
  const decoded = decodedBytes(source)
  yield* source.collapse === null ? decoded : collapseSpaces(decoded, source.collapse.quote)
}

async function* decodedBytes({ path, gzip, encoding }: TextSource): AsyncGenerator<Buffer, void, undefined> {
  if (encoding === 'utf-8') {
    let isFirst = true
    for await (const bytes of readBytes(path, gzip)) {
      yield isFirst && byteOrderMark.equals(bytes.subarray(0, 3)) ? bytes.subarray(3) : bytes
      isFirst = false
    }
    return
  }
  const decoder = new TextDecoder(encoding, { fatal: true })
  const decode = (bytes?: Buffer): Buffer => {
    try {
      return Buffer.from(decoder.decode(bytes, { stream: bytes !== undefined }))
    } catch {
      throw new UndecodableTextError(path, encoding, 'foreign-bytes', null)
    }
  }
  for await (const bytes of readBytes(path, gzip)) yield decode(bytes)
  yield decode()
}

/** The beginning of the text (at least `limit` bytes, if the text is that long), and whether it is the whole text. */
export async function textHead(source: TextSource, limit: number): Promise<{ text: string; isWhole: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const bytes of textBytes(source)) {
    chunks.push(bytes)
    length += bytes.length
    if (length > limit) break
  }
  const head = Buffer.concat(chunks)
  return { text: head.subarray(0, limit).toString('utf8'), isWhole: length <= limit }
}
