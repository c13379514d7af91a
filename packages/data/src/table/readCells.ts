import type { DuckDBValue } from '@duckdb/node-api'
import type { Cell, RowPage } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { cellsTable, isNumberStorage, type TableColumn } from './tableColumn.js'

/** The cells of rows `offset` to `offset + limit - 1`, for display. */
export async function readRows(
  database: Database,
  columns: readonly TableColumn[],
  { offset, limit }: RowPage,
): Promise<Cell[][]> {
  const rows: Cell[][] = []
  const selection = columns.map(cellExpression).join(', ')
  await database.stream(
    `SELECT ${selection} FROM ${cellsTable} WHERE rowid >= ${offset} AND rowid < ${offset + limit} ORDER BY rowid`,
    chunk => rows.push(...chunk.getRows().map(row => shownCells(row, columns))),
  )
  return rows
}

/** All cells of one column, in file order. */
export async function readColumn(database: Database, column: TableColumn): Promise<Cell[]> {
  const cells: Cell[] = []
  await database.stream(`SELECT ${cellExpression(column)} FROM ${cellsTable} ORDER BY rowid`, chunk => {
    for (const value of chunk.getColumnValues(0)) cells.push(toCell(value, column))
  })
  return cells
}

/** The values of a row as cells for display. */
export function shownCells(values: readonly DuckDBValue[], columns: readonly TableColumn[]): Cell[] {
  return values.map((value, column) => shownCell(toCell(value, columns[column])))
}

/** Returns NaN and the infinities as text, because JSON, in which tables are often sent, cannot hold them. */
export function shownCell(cell: Cell): Cell {
  return typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell
}

/** SQL that reads dates and timestamps as text. */
export function cellExpression({ key, storage }: TableColumn): string {
  return isNumberStorage(storage) || storage === 'BOOLEAN' || storage === 'VARCHAR' ? key : `CAST(${key} AS VARCHAR)`
}

function toCell(value: DuckDBValue, { storage }: TableColumn): Cell {
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value
  const text = String(value)
  const isExact = typeof value !== 'bigint' || Number.isSafeInteger(Number(value))
  return isNumberStorage(storage) && isExact ? Number(text) : text
}
