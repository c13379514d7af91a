import { randomUUID } from 'node:crypto'
import { rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DatasetColumn, ResultColumn, WriteRequest, WrittenFormat } from '../dataset.js'
import type { Session } from '../duckdb/database.js'
import { identifier, literal } from '../duckdb/literals.js'
import { loadDuckDb } from '../duckdb/loadDuckDb.js'
import { readerMessage } from '../duckdb/readerMessage.js'
import { NotWritableError, ResultRowError } from '../errors/resultErrors.js'
import { systemErrorCode } from '../files/fileStamp.js'
import { resultsTable, storeResults } from './storeResults.js'
import { columnKey, type TableColumn } from './tableColumn.js'

/** A column of the dataset. A CSV file gets the original text where it is stored (`fileKey`). */
export type WrittenColumn = Pick<TableColumn, 'name' | 'key' | 'fileKey' | 'storage'> & Pick<DatasetColumn, 'type'>

export interface TableWriting {
  /** The table that holds the dataset's own columns, one row per dataset row. */
  readonly table: string
  readonly columns: readonly WrittenColumn[]
  readonly rows: number
  readonly request: WriteRequest
}

/**
 * Writes a table, with result columns after its own, replaced cells in their places, and the rows in order. The file is written under a temporary
 * name in the same folder and then renamed, so a reader sees the complete file or none. In a CSV file with one
 * column a missing cell is written as `""`, because a blank line at the end would not be a row.
 *
 * @throws {ColumnNameTakenError} {ResultLengthError} {ResultRowError} {NotWritableError} {UnknownColumnError} {ColumnNotNumericError}
 */
export async function writeTable(
  session: Session, path: string, { table, columns, rows, request }: TableWriting,
): Promise<{ rows: number; bytes: number }> {
  await assertFolder(path)
  const results = (await storeResults(session, request.columns, { own: columns, rows })).map((column, index) => ({ ...column, key: `${resultsTable}.${columnKey(index)}` }))
  const addedResults = results.filter(({ replaces }) => !replaces)
  const isSingle = request.format === 'csv' && columns.length + addedResults.length === 1
  const cell = (sql: string): string => (isSingle ? `coalesce(CAST(${sql} AS VARCHAR), '')` : sql)
  const own = columns.map(column => {
    const replacing = results.find(({ name, replaces }) => replaces && name === column.name)
    const written = replacing ? replacedCell(`${table}.${column.key}`, replacing.key, request.format) : writtenCell(table, column, request.format)
    return `${cell(written)} AS ${identifier(column.name)}`
  })
  const added = addedResults.map(({ name, type, key }) => `${cell(resultCell(type, key, request.format))} AS ${identifier(name)}`)
  const joined = columns.length === 0 ? resultsTable : results.length === 0 ? table : `${table} POSITIONAL JOIN ${resultsTable}`
  const chosen = request.rows && (await storeChosen(session, request.rows, rows))
  const chosenPart = chosen === undefined ? '' : ` POSITIONAL JOIN ${chosenTable} WHERE ${chosenTable}.${columnKey(0)} = 1`
  const partial = `${path}.${randomUUID()}.part`
  try {
    await session.run(
      `COPY (SELECT ${[...own, ...added].join(', ')} FROM ${joined}${chosenPart}) TO ${literal(partial)} ${copyOptions[request.format]}`,
    )
    await rename(partial, path)
    return { rows: chosen ?? rows, bytes: (await stat(path)).size }
  } catch (error) {
    throw new NotWritableError(path, systemErrorCode(error) || readerMessage(error).replace(/^Cannot open file ".*?": /, ''))
  } finally {
    await rm(partial, { force: true })
  }
}

/** Name of the table that says of each dataset row whether it is written: 1 or 0. */
const chosenTable = 'chosen'

/** @returns the number of rows that are written. @throws {ResultRowError} */
async function storeChosen(session: Session, chosen: Uint32Array, rows: number): Promise<number> {
  const flags = new Uint8Array(rows)
  for (const row of chosen) {
    if (row >= rows) throw new ResultRowError('rows', row, rows)
    flags[row] = 1
  }
  const { INTEGER } = await loadDuckDb()
  await session.createTemporary(chosenTable, { rows, types: [INTEGER] }, (_, first, count) => Array.from(flags.subarray(first, first + count)))
  return flags.reduce((sum, flag) => sum + flag, 0)
}

const copyOptions: Readonly<Record<WrittenFormat, string>> = {
  csv: '(FORMAT csv, HEADER)',
  parquet: '(FORMAT parquet)',
  json: '(FORMAT json, ARRAY true)',
  ndjson: '(FORMAT json, ARRAY false)',
}

/** SQL for a cell as it is written. For text formats a FLOAT is cast to float64: its shortest digits as a FLOAT would be read as another float64. */
function writtenCell(table: string, { key, fileKey, storage }: WrittenColumn, format: WrittenFormat): string {
  if (fileKey !== null && (format === 'csv' || storage === 'VARCHAR')) return `${table}.${fileKey}`
  const cell = format !== 'parquet' && storage === 'FLOAT' ? `CAST(${table}.${key} AS DOUBLE)` : `${table}.${key}`
  return isJson(format) && (storage === 'FLOAT' || storage === 'DOUBLE') ? finiteCell(cell) : cell
}

function resultCell(type: ResultColumn['type'], cell: string, format: WrittenFormat): string {
  return isJson(format) && type === 'double' ? finiteCell(cell) : cell
}

/** The result where there is one, else the dataset's own number: not its text, so that the column is written in one way. */
function replacedCell(own: string, result: string, format: WrittenFormat): string {
  const cell = `coalesce(CAST(${result} AS DOUBLE), CAST(${own} AS DOUBLE))`
  return isJson(format) ? finiteCell(cell) : cell
}

const isJson = (format: WrittenFormat): boolean => format === 'json' || format === 'ndjson'

/** JSON has no NaN and no infinities. */
const finiteCell = (cell: string): string => `CASE WHEN isfinite(${cell}) THEN ${cell} END`

async function assertFolder(path: string): Promise<void> {
  const isFolder = await stat(dirname(path)).then(facts => facts.isDirectory(), () => false)
  if (!isFolder) throw new NotWritableError(path, 'the folder does not exist')
}
