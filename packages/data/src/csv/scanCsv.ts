import { readBytes } from '../files/readBytes.js'
import { Utf8Check } from '../files/utf8Check.js'
import type { Delimiter } from './dialect.js'
import { RecordScanner, type RecordScan } from './recordScanner.js'

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** A CSV file and how to cut it. */
export interface CsvText {
  readonly path: string
  readonly gzip: boolean
  readonly delimiter: Delimiter
}

/**
 * Proves that a whole file is UTF-8 and well-formed CSV, in one pass.
 * @throws {NotUtf8Error} {RaggedRowError} {MalformedCsvError} {DamagedGzipError} {FileNotReadableError}
 */
export async function scanCsv(text: CsvText, signal?: AbortSignal): Promise<RecordScan> {
  const utf8 = new Utf8Check(text.path)
  const records = new RecordScanner(text.path, text.delimiter.charCodeAt(0))
  for await (const bytes of csvBytes(text)) {
    signal?.throwIfAborted()
    utf8.push(bytes)
    records.push(bytes)
  }
  utf8.end()
  return records.end()
}

/** The 1-based line where record `record` (1-based, the header counts) begins; null if the file has fewer. */
export async function lineOfRecord(text: CsvText, record: number): Promise<number | null> {
  const scanner = new RecordScanner(text.path, text.delimiter.charCodeAt(0), record)
  for await (const bytes of csvBytes(text)) {
    if (!scanner.push(bytes)) return scanner.lastRecordLine
  }
  return scanner.end().records === record ? scanner.lastRecordLine : null
}

/** The bytes of the file after its byte order mark, if it has one. */
async function* csvBytes({ path, gzip }: CsvText): AsyncGenerator<Buffer, void, undefined> {
  let isFirst = true
  for await (const bytes of readBytes(path, gzip)) {
    yield isFirst && byteOrderMark.equals(bytes.subarray(0, 3)) ? bytes.subarray(3) : bytes
    isFirst = false
  }
}
