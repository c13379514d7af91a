import type { TextSource } from '../text/textBytes.js'
import { textBytes } from '../text/textBytes.js'
import { Utf8Check } from '../text/utf8Check.js'
import type { ColumnCensus } from './columnCensus.js'
import { RecordScanner, type RecordCutting, type RecordScan } from './recordScanner.js'

/** A CSV file and how to cut it into records. */
export interface CsvText {
  readonly source: TextSource
  readonly cutting: RecordCutting
}

/**
 * Checks in one pass that a whole file is text of its encoding and well-formed CSV, and adds its cells to the census.
 * @throws {UndecodableTextError} {RaggedRowError} {MalformedCsvError} {DamagedGzipError} {FileNotReadableError}
 */
export async function scanCsv({ source, cutting }: CsvText, census: ColumnCensus, signal?: AbortSignal): Promise<RecordScan> {
  const text = new Utf8Check(source.path, source.encoding)
  const records = new RecordScanner(source.path, cutting, census)
  for await (const bytes of textBytes(source)) {
    signal?.throwIfAborted()
    text.push(bytes)
    records.push(bytes)
  }
  text.end()
  return records.end()
}

/** The 1-based line where record `record` (1-based, including names and units) begins; null if the file has fewer records. */
export async function lineOfRecord({ source, cutting }: CsvText, record: number): Promise<number | null> {
  const scanner = new RecordScanner(source.path, cutting, null, record)
  for await (const bytes of textBytes(source)) {
    if (!scanner.push(bytes)) return scanner.lastRecordLine
  }
  return scanner.end().records === record ? scanner.lastRecordLine : null
}
