import type { ColumnType } from '../dataset.js'
import type { NumberStyle } from '../csv/columnReading.js'
import type { FileDialect } from '../dialect.js'
import { identifier } from '../duckdb/literals.js'

/** Name of the table that holds a dataset's cells; its `rowid` is the dataset row (0-based, file order). */
export const cellsTable = 'cells'

/** What the cells of a column turned out to be; `words` becomes category or text once its values are counted. */
export type CellKind = 'number' | 'date' | 'boolean' | 'words'

/** A column of the table `cells`. */
export interface TableColumn {
  readonly name: string
  /** Its name in the table: `c0`, `c1`, ..., so that no name of a file can clash with `rowid`. */
  readonly key: string
  /** Its DuckDB type. */
  readonly storage: string
  readonly detected: CellKind
  readonly override: ColumnType | null
  /** Column with the cells as the file writes them, where the values leave something out. */
  readonly fileKey: string | null
  /** How its text is read if it is called a number. */
  readonly style: NumberStyle
  /** The words that count as missing, where the caller names them. */
  readonly missing: readonly string[] | null
}

/** A file that has been read into the table `cells`. */
export interface StagedTable {
  readonly columns: readonly TableColumn[]
  /** How the file was read; null where it says all of that itself. */
  readonly dialect: FileDialect | null
  /** The 1-based line of the file where a dataset row (0-based) begins; null where the format has no lines. */
  lineOf(row: number): Promise<number | null>
}

/** The key of column `index`. */
export function columnKey(index: number): string {
  return `c${index}`
}

/** The key of the file's own text of column `index`. */
export function fileKey(index: number): string {
  return `f${index}`
}

const numberStorage = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/

/** Whether a DuckDB type holds numbers. */
export function isNumberStorage(storage: string): boolean {
  return numberStorage.test(storage)
}

/**
 * How a column that comes with a type (Parquet, JSON) is kept: numbers, booleans, dates and text as
 * they are; lists and structs as JSON; everything else (times, UUIDs, bytes) as text.
 *
 * @returns the expression to select, the kind, and the type it is kept as.
 */
export function keepTyped(name: string, storage: string): { sql: string; kind: CellKind; storage: string } {
  const column = identifier(name)
  if (isNumberStorage(storage)) return { sql: column, kind: 'number', storage }
  if (storage === 'BOOLEAN') return { sql: column, kind: 'boolean', storage }
  if (storage === 'DATE' || storage.startsWith('TIMESTAMP')) return { sql: column, kind: 'date', storage }
  return { sql: textOf(column, storage), kind: 'words', storage: 'VARCHAR' }
}

function textOf(column: string, storage: string): string {
  if (storage === 'JSON') return `json_extract_string(${column}, '$')`
  const isNested = /^(STRUCT|MAP|UNION)\(|\]$/.test(storage)
  return `CAST(${isNested ? `to_json(${column})` : column} AS VARCHAR)`
}
