import { sniffDialect, type CsvDialect } from '../csv/dialect.js'
import { missingMarkers } from '../csv/missingMarkers.js'
import type { RecordScan } from '../csv/recordScanner.js'
import { lineOfRecord, scanCsv, type CsvText } from '../csv/scanCsv.js'
import type { OpenOptions } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { literal } from '../duckdb/literals.js'
import { readerMessage } from '../duckdb/readerMessage.js'
import { FileNotReadableError, NoRowsError } from '../errors/fileErrors.js'
import { readHead } from '../files/readBytes.js'
import { readCells, settleTypes, sniffColumns } from './csvCells.js'
import { cellsTable, type StagedTable } from './tableColumn.js'

/** Bytes of a file that decide its dialect. */
const headBytes = 1 << 18

/** Bytes that DuckDB allows a line unless told otherwise. */
const defaultLineBytes = 2_000_000

/**
 * Reads a CSV or TSV file. The structure is proved first (`scanCsv`), then DuckDB reads it in exactly
 * that dialect: decimals straight into numbers, everything else as text whose type all cells decide.
 *
 * @throws {NotUtf8Error} {RaggedRowError} {MalformedCsvError} {NoRowsError} {DamagedGzipError} {FileNotReadableError}
 */
export async function stageCsv(
  database: Database,
  path: string,
  options: OpenOptions & { readonly gzip: boolean },
): Promise<StagedTable> {
  const { gzip, signal, types = {} } = options
  const head = await readHead(path, gzip, headBytes)
  const sniffed = sniffDialect(head.toString('utf8'), head.length < headBytes)
  const dialect: CsvDialect = { ...sniffed, hasHeader: options.header ?? sniffed.hasHeader }
  const text: CsvText = { path, gzip, delimiter: dialect.delimiter }
  const scan = await scanCsv(text, signal)
  const headers = dialect.hasHeader ? 1 : 0
  const rows = scan.records - headers - scan.blankRecordsAtEnd
  if (rows < 1) throw new NoRowsError(path)

  const reader = readerOptions(dialect, scan, gzip)
  try {
    const columns = await sniffColumns(database, path, reader, signal)
    if (columns.length !== scan.columns) throw new Error(`${scan.columns} columns were read as ${columns.length}`)
    const storages = await readCells(database, path, { reader, sniffed: columns, isText: name => Object.hasOwn(types, name), signal })
    if (scan.blankRecordsAtEnd > 0) await database.run(`DELETE FROM ${cellsTable} WHERE rowid >= ${rows}`, signal)
    const [{ count }] = await database.rows(`SELECT count(*) AS count FROM ${cellsTable}`, signal)
    if (count !== rows) throw new Error(`${rows} rows were read as ${count}`)
    return {
      columns: await settleTypes(database, { sniffed: columns, storages, options, decimalSeparator: dialect.decimalSeparator }),
      decimalSeparator: dialect.decimalSeparator,
      lineOf: row => lineOfRecord(text, row + 1 + headers),
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw new FileNotReadableError(path, readerMessage(error))
  }
}

/** The dialect in DuckDB's terms. Strict, unless lines end in several ways, which its strict mode refuses. */
function readerOptions(dialect: CsvDialect, scan: RecordScan, gzip: boolean): string {
  return [
    `delim = ${literal(dialect.delimiter)}`, `quote = '"'`, `escape = '"'`, `comment = ''`, 'skip = 0',
    `header = ${dialect.hasHeader}`,
    `decimal_separator = '${dialect.decimalSeparator}'`,
    `nullstr = [${missingMarkers.map(literal).join(', ')}]`,
    `strict_mode = ${!scan.hasMixedNewlines}`, 'null_padding = false', 'ignore_errors = false',
    `compression = '${gzip ? 'gzip' : 'none'}'`,
    ...(scan.longestRecord > defaultLineBytes ? [`max_line_size = ${scan.longestRecord + 2}`] : []),
  ].join(', ')
}
