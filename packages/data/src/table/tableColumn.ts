import { randomUUID } from 'node:crypto'
import type { ColumnType, FileTables } from '../dataset.js'
import type { NumberStyle } from '../csv/columnReading.js'
import type { FileDialect } from '../dialect.js'
import type { Database } from '../duckdb/database.js'
import { identifier } from '../duckdb/literals.js'

/** Name of the table with a dataset's cells. Its `rowid` is the dataset row (0-based, in file order). */
export const cellsTable = 'cells'

/** The kind of cells detected in a column. `words` becomes category or text after its distinct values are counted. */
export type CellKind = 'number' | 'date' | 'boolean' | 'words'

/** A column of the table `cells`. */
export interface TableColumn {
  readonly name: string
  /** Name of the column in the table: `c0`, `c1`, ..., so that no name in a file can clash with `rowid`. */
  readonly key: string
  /** DuckDB type of the column. */
  readonly storage: string
  readonly detected: CellKind
  readonly override: ColumnType | null
  /** Key of the column with the original text of the cells; null if the values lose nothing of the text. */
  readonly fileKey: string | null
  /** How the text of the column is read if its type is changed to number. */
  readonly style: NumberStyle
  /** The words that count as missing; null if the caller gives none. */
  readonly missing: readonly string[] | null
}

/** A file that has been read into the table `cells`. */
export interface StagedTable {
  readonly columns: readonly TableColumn[]
  /** How the file was read; null if the file format leaves no choice. */
  readonly dialect: FileDialect | null
  /** The tables of the file, if it can hold several. */
  readonly tables?: FileTables
  /** Whether `cells` is a view of the file, which is read in each query, and no table. */
  readonly readsFile?: boolean
  /** Whether the table is too large for memory, so that a part of it is on disk. */
  readonly spills?: boolean
  /** The 1-based line of the file where a dataset row (0-based) begins; null if the format has no lines. */
  lineOf(row: number): Promise<number | null>
}

/** The key of column `index`. */
export function columnKey(index: number): string {
  return `c${index}`
}

/** The key of the column with the original text of column `index`. */
export function fileKey(index: number): string {
  return `f${index}`
}

/**
 * Gives a column of `cells` another type.
 * @param value SQL for the new cell.
 */
export async function convertColumn(
  database: Database, { key, storage, value, readsFile }: { readonly key: string; readonly storage: string; readonly value: string; readonly readsFile: boolean }, signal: AbortSignal | undefined,
): Promise<void> {
  if (!readsFile) return database.run(`ALTER TABLE ${cellsTable} ALTER ${key} SET DATA TYPE ${storage} USING ${value}`, signal)
  const before = `${cellsTable}_before_${key}_${randomUUID().replaceAll('-', '')}`
  await database.run(`ALTER VIEW ${cellsTable} RENAME TO ${before}`, signal)
  await database.run(`CREATE VIEW ${cellsTable} AS SELECT * REPLACE (CAST(${value} AS ${storage}) AS ${key}) FROM ${before}`, signal)
}

/**
 * Adds columns to `cells`.
 * @param columns `value` is SQL for the cells, from the columns that are there already.
 */
export async function addColumns(
  database: Database, { columns, readsFile }: { readonly columns: readonly (Pick<TableColumn, 'key' | 'storage'> & { readonly value: string })[]; readonly readsFile: boolean }, signal: AbortSignal | undefined,
): Promise<void> {
  if (readsFile) {
    const before = `${cellsTable}_before_${randomUUID().replaceAll('-', '')}`
    await database.run(`ALTER VIEW ${cellsTable} RENAME TO ${before}`, signal)
    return database.run(`CREATE VIEW ${cellsTable} AS SELECT *, ${columns.map(({ key, storage, value }) => `CAST(${value} AS ${storage}) AS ${key}`).join(', ')} FROM ${before}`, signal)
  }
  for (const { key, storage } of columns) await database.run(`ALTER TABLE ${cellsTable} ADD COLUMN ${key} ${storage}`, signal)
  await database.run(`UPDATE ${cellsTable} SET ${columns.map(({ key, value }) => `${key} = ${value}`).join(', ')}`, signal)
}

const numberStorage = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/

/** Whether a DuckDB type holds numbers. */
export function isNumberStorage(storage: string): boolean {
  return numberStorage.test(storage)
}

/**
 * How a typed column (Parquet, JSON) is stored: numbers, booleans, dates and text unchanged; lists and
 * structs as JSON; everything else (times, UUIDs, bytes) as text.
 *
 * @returns the SQL expression to select, the kind, and the storage type.
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
