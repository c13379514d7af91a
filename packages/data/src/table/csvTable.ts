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

/** DuckDB's default for the maximum number of bytes in a line. */
const defaultLineBytes = 2_000_000

/** A file that DuckDB can read unchanged: in UTF-8, with lines to skip only before its rows. */
export interface CsvFile {
  readonly path: string
  readonly gzip: boolean
  /** Number of lines before the first row. */
  readonly skipLines: number
  readonly layout: Pick<CsvLayout, 'delimiter' | 'quote'>
  readonly scan: RecordScan
}

export interface CsvColumn {
  readonly reading: ColumnReading
  readonly census: ColumnCensus
  /** 0-based position of the column in the file. */
  readonly index: number
}

/** Whether the original text of a column is stored in addition to its value, so that it can be written back. */
export function keepsText({ reading }: CsvColumn): boolean {
  return reading.storage === 'BOOLEAN' || (reading.storage === 'VARCHAR' && reading.markers.length > 0)
}

/** Fills the table `cells` in one statement: reads every column as text in exactly this dialect and converts it as decided. */
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

/** SQL for the value of a cell of the column. */
function valueOf({ reading, census, index }: CsvColumn): string {
  const key = columnKey(index)
  const { kind, storage, markers } = reading
  const value = kind === 'number'
    ? `CAST(${plainNumber(key, reading, { isDressed: reading.isDressed, hasTypographicMinus: census.hasTypographicMinus(index) })} AS ${storage})`
    : storage === 'BOOLEAN' ? `CAST(trim(${key}, ' \t') AS BOOLEAN)` : key
  const mayBeMissing = markers.length > 0 || (storage !== 'VARCHAR' && census.count(index, CellForm.Blank) > 0)
  return mayBeMissing ? `CASE WHEN ${isMissingText(key, markers)} THEN NULL ELSE ${value} END` : value
}

/** The dialect as options of DuckDB's reader, so that DuckDB detects nothing itself. */
function readerOptions({ gzip, skipLines, layout, scan }: CsvFile): string {
  const delimiter = layout.delimiter === 'whitespace' ? '\t' : layout.delimiter
  // Without `new_line`, DuckDB's strict mode reports a fault if a quoted cell contains another kind of line end than the file.
  // With `new_line` set to carriage return and line feed, it loses the lines to skip. The structure has been checked already.
  const newlines = scan.newline === '\r\n' ? 'strict_mode = false' : `strict_mode = true, new_line = '\\n'`
  return [
    newlines, 'auto_detect = false', `delim = ${literal(delimiter)}`, `quote = ${literal(layout.quote)}`, `escape = ${literal(layout.quote)}`,
    `comment = ''`, `skip = ${skipLines}`, 'header = false', `nullstr = ''`, 'null_padding = false',
    'ignore_errors = false', 'hive_partitioning = false', 'union_by_name = false', `compression = '${gzip ? 'gzip' : 'none'}'`,
    ...(scan.longestRecord > defaultLineBytes ? [`max_line_size = ${scan.longestRecord + 2}`] : []),
  ].join(', ')
}

/** The keys of those columns in which every cell is a date, found by one query. */
export async function dateColumns(database: Database, keys: readonly string[], signal: AbortSignal | undefined): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const [row] = await database.rows(
    `SELECT ${keys.map(key => `count(${momentFromText(key)}) = count(${key}) AS ${key}`).join(', ')} FROM ${cellsTable}`, signal,
  )
  return new Set(keys.filter(key => row[key] === true))
}
