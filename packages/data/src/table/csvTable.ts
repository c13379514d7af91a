import { CellForm } from '../csv/cellForm.js'
import type { ColumnCensus } from '../csv/columnCensus.js'
import type { ColumnReading } from '../csv/columnReading.js'
import type { CsvLayout } from '../csv/layout.js'
import type { RecordScan } from '../csv/recordScanner.js'
import type { Database } from '../duckdb/database.js'
import { literal } from '../duckdb/literals.js'
import { filePattern } from '../files/filePattern.js'
import { momentFromText } from './momentSql.js'
import { isMissingText, plainNumber } from './numberSql.js'
import { cellsTable, columnKey, fileKey } from './tableColumn.js'

/** Bytes that DuckDB allows a line unless told otherwise. */
const defaultLineBytes = 2_000_000

/** A file that DuckDB can read as it stands: UTF-8, and lines to leave out only before its rows. */
export interface CsvFile {
  readonly path: string
  readonly gzip: boolean
  /** Lines before the first row. */
  readonly skipLines: number
  readonly layout: Pick<CsvLayout, 'delimiter' | 'quote'>
  readonly scan: RecordScan
}

export interface CsvColumn {
  readonly reading: ColumnReading
  readonly census: ColumnCensus
  /** Its place in the file. */
  readonly index: number
}

/** Whether the file's own text of a column is kept beside its value, for what is written back. */
export function keepsText({ reading }: CsvColumn): boolean {
  return reading.storage === 'BOOLEAN' || (reading.storage === 'VARCHAR' && reading.markers.length > 0)
}

/** Fills the table `cells`: every column read as text in exactly this dialect and converted as decided, in one statement. */
export async function readCsvTable(
  database: Database, file: CsvFile, { columns, signal }: { readonly columns: readonly CsvColumn[]; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const selection = columns.flatMap(column => {
    const key = columnKey(column.index)
    return [`${valueOf(column)} AS ${key}`, ...(keepsText(column) ? [`${key} AS ${fileKey(column.index)}`] : [])]
  })
  const texts = Array.from({ length: file.scan.columns }, (_, index) => `${columnKey(index)}: 'VARCHAR'`).join(', ')
  await database.run(
    `CREATE TABLE ${cellsTable} AS SELECT ${selection.join(', ')} FROM ` +
      `read_csv(${literal(filePattern(file.path))}, ${readerOptions(file)}, columns = {${texts}})`,
    signal,
  )
}

/** SQL for the value of a column's cell. */
function valueOf({ reading, census, index }: CsvColumn): string {
  const key = columnKey(index)
  const { kind, storage, markers } = reading
  const value = kind === 'number'
    ? `CAST(${plainNumber(key, reading, { isDressed: reading.isDressed, hasTypographicMinus: census.hasTypographicMinus(index) })} AS ${storage})`
    : storage === 'BOOLEAN' ? `CAST(trim(${key}, ' \t') AS BOOLEAN)` : key
  const mayBeMissing = markers.length > 0 || (storage !== 'VARCHAR' && census.count(index, CellForm.Blank) > 0)
  return mayBeMissing ? `CASE WHEN ${isMissingText(key, markers)} THEN NULL ELSE ${value} END` : value
}

/** The dialect in DuckDB's terms; nothing is left for it to find out. */
function readerOptions({ gzip, skipLines, layout, scan }: CsvFile): string {
  const delimiter = layout.delimiter === 'whitespace' ? '\t' : layout.delimiter
  // Its strict mode takes a quoted end of line of another kind than the file's for a fault unless told the kind, and
  // loses the lines to skip when told carriage return and line feed. The structure is proved already.
  const newlines = scan.newline === '\r\n' ? 'strict_mode = false' : `strict_mode = true, new_line = '\\n'`
  return [
    newlines, 'auto_detect = false', `delim = ${literal(delimiter)}`, `quote = ${literal(layout.quote)}`, `escape = ${literal(layout.quote)}`,
    `comment = ''`, `skip = ${skipLines}`, 'header = false', `nullstr = ''`, 'null_padding = false',
    'ignore_errors = false', 'hive_partitioning = false', 'union_by_name = false', `compression = '${gzip ? 'gzip' : 'none'}'`,
    ...(scan.longestRecord > defaultLineBytes ? [`max_line_size = ${scan.longestRecord + 2}`] : []),
  ].join(', ')
}

/** Of the columns with these keys, those whose every cell is a date; one query for all. */
export async function dateColumns(database: Database, keys: readonly string[], signal: AbortSignal | undefined): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const [row] = await database.rows(
    `SELECT ${keys.map(key => `count(${momentFromText(key)}) = count(${key}) AS ${key}`).join(', ')} FROM ${cellsTable}`, signal,
  )
  return new Set(keys.filter(key => row[key] === true))
}
