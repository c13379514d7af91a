import { CellForm, dressed } from '../csv/cellForm.js'
import { ColumnCensus } from '../csv/columnCensus.js'
import { uniqueNames } from '../csv/columnNames.js'
import { readColumns, type ColumnReading } from '../csv/columnReading.js'
import { csvDialect } from '../csv/csvDialect.js'
import { sniffLayout, type CsvLayout } from '../csv/layout.js'
import type { RecordCutting, RecordScan } from '../csv/recordScanner.js'
import { lineOfRecord, scanCsv } from '../csv/scanCsv.js'
import type { OpenOptions } from '../dataset.js'
import type { Choice, Escape } from '../dialect.js'
import type { Database } from '../duckdb/database.js'
import { readerMessage } from '../duckdb/readerMessage.js'
import { AmbiguousNumbersError, ColumnConversionError, UnknownColumnError } from '../errors/columnErrors.js'
import { DatasetError } from '../errors/datasetError.js'
import { FileNotReadableError, NoRowsError } from '../errors/fileErrors.js'
import { MalformedCsvError, RaggedRowError, UndecodableTextError } from '../errors/textErrors.js'
import { isPlainPath } from '../files/filePattern.js'
import { readHead } from '../files/readBytes.js'
import { columnOrder, namedColumns, numberStyleOf, type ColumnOrder } from '../openOptions.js'
import { encodingChoice, guessLegacyEncoding, markedEncoding } from '../text/detectEncoding.js'
import { withRewritten } from '../text/rewriteText.js'
import { textHead, type TextSource } from '../text/textBytes.js'
import { dateColumns, keepsText, readCsvTable, type CsvColumn } from './csvTable.js'
import { cellsTable, columnKey, fileKey, type StagedTable } from './tableColumn.js'

/** Number of bytes of a file that decide its layout. More are read if they hold fewer than `minRecords` records. */
const headBytes = 1 << 18
const maxHeadBytes = 1 << 26
const minRecords = 3

/**
 * Reads a CSV or TSV file in three steps:
 *
 * 1. `sniffLayout` detects the layout from the beginning of the file.
 * 2. One pass over all bytes checks the structure and counts how the cells of every column are written. From
 *    these counts it is decided how each column is read.
 * 3. DuckDB reads the rows as text in exactly this layout and converts each column as decided.
 *
 * @throws {UndecodableTextError} {RaggedRowError} {MalformedCsvError} {NoRowsError} {DamagedGzipError} {FileNotReadableError}
 * @throws {UnknownColumnError} {ColumnConversionError} {AmbiguousNumbersError}
 */
export async function stageCsv(
  database: Database,
  path: string,
  options: OpenOptions & { readonly gzip: boolean },
): Promise<StagedTable> {
  const { gzip, encoding } = options
  const marked = markedEncoding(await readHead(path, gzip, 4096))
  const first = encoding === undefined
    ? marked ?? encodingChoice('utf-8', 'found', 'every byte is UTF-8')
    : encodingChoice(new TextDecoder(encoding).encoding, 'given', 'the option encoding')
  try {
    return await stageText(database, { path, choice: first, hasMark: marked !== null, options })
  } catch (error) {
    if (!(error instanceof UndecodableTextError) || error.fault !== 'foreign-bytes' || encoding !== undefined || marked !== null) throw error
    return await stageText(database, { path, choice: await guessLegacyEncoding(path, gzip), hasMark: false, options })
  }
}

interface EncodedFile {
  readonly path: string
  readonly choice: Choice<string>
  readonly hasMark: boolean
  readonly options: OpenOptions & { readonly gzip: boolean }
}

async function stageText(database: Database, file: EncodedFile): Promise<StagedTable> {
  const { path, options, choice } = file
  const { signal } = options
  const { layout, source, cutting, names, orders, census, scan } = await provenText(file)
  const unknown = namedColumns(options).find(name => !names.includes(name))
  if (unknown !== undefined && layout.columns > 0) throw new UnknownColumnError(unknown, names)
  const rows = scan.records - cutting.leadRecords - scan.blankRecordsAtEnd
  if (rows < 1) throw new NoRowsError(path, { isNamed: scan.records > 0 })
  const dropsLast = layout.endsWithDelimiter && isBlankColumn(path, census, { layout, scan })
  const readings = readColumns({ census, given: orders, delimiter: layout.delimiter, names })
  const columns: CsvColumn[] = readings.slice(0, dropsLast ? -1 : undefined).map((reading, index) => ({ reading, census, index }))
  for (const { reading, index } of columns) assertReadable(reading, orders[index], names[index])

  try {
    await load(database, { ...file, source, layout, cutting, scan, columns })
    if (scan.blankRecordsAtEnd > 0) await database.run(`DELETE FROM ${cellsTable} WHERE rowid >= ${rows}`, signal)
    const [{ count }] = await database.rows(`SELECT count(*) AS count FROM ${cellsTable}`, signal)
    if (count !== rows) throw new Error(`${rows} rows were read as ${count}`)
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof DatasetError ? error : new FileNotReadableError(path, readerMessage(error))
  }
  const dates = await dateColumns(database, columns.filter(({ reading }) => reading.detected === 'date').map(({ index }) => columnKey(index)), signal)
  return {
    columns: columns.map(column => {
      const { reading, index } = column
      const key = columnKey(index)
      return {
        name: names[index], key, fileKey: keepsText(column) ? fileKey(index) : null, storage: reading.storage,
        detected: reading.detected === 'date' && !dates.has(key) ? 'words' : reading.detected, override: orders[index].type ?? null,
        style: numberStyleOf(orders[index]), missing: orders[index].missing ?? null,
      }
    }),
    dialect: csvDialect({ encoding: choice, layout, blankLines: scan.blankLines, options, names, readings: columns.map(({ reading }) => reading), dropsLast }),
    lineOf: row => lineOfRecord({ source, cutting }, row + 1 + cutting.leadRecords),
  }
}

interface ProvenText {
  readonly layout: CsvLayout
  readonly source: TextSource
  readonly cutting: RecordCutting
  readonly names: readonly string[]
  /** The caller's options for each column. */
  readonly orders: readonly ColumnOrder[]
  readonly census: ColumnCensus
  readonly scan: RecordScan
}

/**
 * Detects the layout and checks it in a pass over all bytes. Quotes inside cells are taken as doubled. If the file does not
 * fit this, and fits quotes after backslashes completely, they are read as quotes after backslashes.
 */
async function provenText(file: EncodedFile): Promise<ProvenText> {
  const { escape, quote } = file.options
  try {
    return await proveText(file, escape ?? 'doubled')
  } catch (error) {
    if (!isMisfit(error) || escape !== undefined || quote === '') throw error
    return await proveText(file, 'backslash').catch((other: unknown) => {
      throw isMisfit(other) ? error : other
    })
  }
}

function isMisfit(error: unknown): boolean {
  return error instanceof MalformedCsvError || error instanceof RaggedRowError
}

async function proveText({ path, options, choice }: EncodedFile, escape: Escape): Promise<ProvenText> {
  const plain: TextSource = { path, gzip: options.gzip, encoding: choice.value, collapse: null }
  const layout = await layoutOf(plain, { ...options, escape })
  const quote = layout.quote === '' ? -1 : layout.quote.charCodeAt(0)
  const source: TextSource = layout.delimiter === 'whitespace' ? { ...plain, collapse: { quote } } : plain
  const cutting: RecordCutting = {
    delimiter: layout.delimiter === 'whitespace' ? 0x09 : layout.delimiter.charCodeAt(0),
    quote,
    escape,
    skipLines: layout.skipRows,
    leadRecords: (layout.hasHeader ? 1 : 0) + (layout.units === null ? 0 : 1),
    leadCells: layout.headerCells,
    columns: layout.columns,
  }
  const names = uniqueNames(layout.names ?? [], layout.columns)
  const orders = names.map(name => columnOrder(options, name))
  const missing = new Map(orders.flatMap(({ missing: words }, column) => (words === undefined ? [] : [[column, new Set(words)] as const])))
  const census = new ColumnCensus(layout.columns, missing)
  return { layout, source, cutting, names, orders, census, scan: await scanCsv({ source, cutting }, census, options.signal) }
}

async function layoutOf(source: TextSource, options: OpenOptions): Promise<CsvLayout> {
  for (let bytes = headBytes; ; bytes *= 4) {
    const { text, isWhole } = await textHead(source, bytes)
    const layout = sniffLayout(text, isWhole, options)
    if (isWhole || layout.sampledRecords >= minRecords || bytes >= maxHeadBytes) return layout
  }
}

/**
 * Whether the last column, which seems to come from a delimiter at the end of every line, is empty in every row.
 * @throws {RaggedRowError} if it is not empty and the line of names has no cell for it.
 */
function isBlankColumn(path: string, census: ColumnCensus, { layout, scan }: { readonly layout: CsvLayout; readonly scan: RecordScan }): boolean {
  const last = layout.columns - 1
  for (let form = CellForm.Blank + 1; form < CellForm.Count; form++) {
    const first = census.first(last, form) ?? census.first(last, form | dressed)
    if (first === undefined) continue
    if (layout.headerCells === layout.columns) return false
    throw new RaggedRowError(path, first.line ?? 0, { expected: layout.headerCells, found: scan.columns, firstLine: layout.skipRows + 1 })
  }
  return true
}

/** @throws {ColumnConversionError} {AmbiguousNumbersError} if a column cannot be read as the caller's options ask. */
function assertReadable({ misfit, note }: ColumnReading, order: ColumnOrder, name: string): void {
  if (misfit !== null) throw new ColumnConversionError(name, 'number', misfit.text, misfit.row + 1, misfit.line)
  if (note?.code === 'decimal-or-thousands' && (order.type === 'number' || order.isOwn)) throw new AmbiguousNumbersError(name, note)
}

interface Loading extends EncodedFile {
  readonly source: TextSource
  readonly layout: CsvLayout
  readonly cutting: RecordCutting
  readonly scan: RecordScan
  readonly columns: readonly CsvColumn[]
}

/** Lets DuckDB read the file itself if DuckDB needs no guess for it; otherwise a rewritten copy of the rows. */
async function load(database: Database, { path, choice, hasMark, options, source, layout, cutting, scan, columns }: Loading): Promise<void> {
  const { gzip, signal } = options
  const { rowsAt, newline } = scan
  const isRfc4180 = newline !== null && scan.blankLines === 0 && !scan.hasSpacedQuotes && layout.escape === 'doubled'
  const isPlain = choice.value === 'utf-8' && source.collapse === null && isRfc4180 && layout.skipRows === 0 &&
    rowsAt.line === cutting.leadRecords && !(hasMark && cutting.leadRecords === 0) && isPlainPath(path)
  if (isPlain) return readCsvTable(database, { path, gzip, skipLines: rowsAt.line, layout, scan }, { columns, signal })
  const records = isRfc4180 ? null : { ...cutting, dropsBlankLines: layout.columns > 1 }
  return withRewritten(source, { from: rowsAt.offset, records, signal }, copy =>
    readCsvTable(database, { path: copy, gzip: false, skipLines: 0, layout, scan: records === null ? scan : { ...scan, newline: '\n' } }, { columns, signal }))
}
