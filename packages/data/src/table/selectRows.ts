import type { DuckDBVector } from '@duckdb/node-api'
import type { Cell, DatasetColumn } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import type { RowQuery } from '../rows/rowQuery.js'
import { cellExpression, shownCells } from './readCells.js'
import { filterSql, orderSql } from './rowQuerySql.js'
import { cellsTable, type TableColumn } from './tableColumn.js'

/** The dataset rows (0-based) of a query, in its order. Only the row numbers leave the database. */
export async function selectRows(
  database: Database,
  { columns, keys, query }: { readonly columns: readonly DatasetColumn[]; readonly keys: readonly TableColumn[]; readonly query: RowQuery },
): Promise<Uint32Array> {
  const condition = await filterSql(database, { columns, keys }, query)
  const order = await orderSql(database, { columns, keys }, query)
  const where = condition === '' ? '' : ` WHERE ${condition}`
  return database.session(async session => {
    const [{ count }] = await session.rows(`SELECT count(*) AS count FROM ${cellsTable}${where}`)
    const rows = new Uint32Array(Number(count))
    let at = 0
    await session.stream(`SELECT CAST(rowid AS UINTEGER) FROM ${cellsTable}${where} ORDER BY ${order}`, chunk => {
      const numbers = chunk.getColumnVector(0) as DuckDBVector<number>
      for (let i = 0; i < chunk.rowCount; i++) rows[at++] = numbers.getItem(i)!
    })
    return rows
  }, query.signal)
}

/** The cells of the given dataset rows, in the given order. */
export async function readRowsAt(database: Database, columns: readonly TableColumn[], rows: Uint32Array): Promise<Cell[][]> {
  if (rows.length === 0) return []
  const cells = new Map<number, Cell[]>()
  const selection = columns.map(cellExpression).join(', ')
  await database.stream(
    `SELECT CAST(rowid AS UINTEGER), ${selection} FROM ${cellsTable} WHERE rowid IN (${[...new Set(rows)].join(', ')})`,
    chunk => {
      for (const [row, ...values] of chunk.getRows()) cells.set(Number(row), shownCells(values, columns))
    },
  )
  return Array.from(rows, row => cells.get(row)!)
}
