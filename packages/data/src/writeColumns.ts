import { ShapeError } from '@mixtura/numerics'
import type { WriteRequest } from './dataset.js'
import { Database } from './duckdb/database.js'
import { readWriteRequest, requirePath } from './requests.js'
import { writeTable } from './table/writeTable.js'

/**
 * Writes a table of these columns alone. It has as many rows as its columns name. The file is written completely or not at all.
 *
 * @throws {ShapeError} {InvalidOptionError} for arguments of wrong types, and for no columns.
 * @throws {ColumnNameTakenError} {ResultLengthError} {NotWritableError} {DuckDbUnavailableError}
 */
export async function writeColumns(path: string, given: WriteRequest): Promise<{ readonly rows: number; readonly bytes: number }> {
  requirePath(path)
  const request = readWriteRequest(given, 'writeColumns')
  const { columns } = request
  if (Symbol.asyncIterator in columns) throw new ShapeError('columns', 'a list of columns', 'blocks of them', 'Write blocks with writeWithColumns of a dataset.')
  if (columns.length === 0) throw new ShapeError('columns', 'a list of at least one column', '[]', 'Pass the columns of the table.')
  const rows = columns.reduce((most, column) => column.rows.reduce((most, row) => Math.max(most, row + 1), most), 0)
  const database = await Database.open()
  try {
    return await database.session(session => writeTable(session, path, { table: '', columns: [], rows, request }))
  } finally {
    await database.close()
  }
}
