import type { OpenOptions } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { identifier, literal } from '../duckdb/literals.js'
import { readerMessage } from '../duckdb/readerMessage.js'
import { FileNotReadableError, UnknownTableError } from '../errors/fileErrors.js'
import { stageTyped } from './stageTyped.js'
import type { StagedTable } from './tableColumn.js'

/** Name under which the file is attached. */
const attached = 'opened_file'
/** Name of the row numbers in the relation; a table with a column of this name is copied. */
const rowNumber = 'mixtura_row_number'

/**
 * Reads a table or view of a DuckDB database; or makes a view of the table, if it would need more than `memoryLimit`. A view and a table
 * from which rows were deleted do not number their rows, so such a one is copied to disk. The file is opened to read alone.
 *
 * @throws {UnknownTableError} unless `table` names a table of the database, or is left out and there is one alone.
 * @throws {FileNotReadableError} for a file that this DuckDB cannot open, such as one that another program writes to.
 */
export async function stageDuckDb(database: Database, path: string, options: OpenOptions & { readonly memoryLimit: number }): Promise<StagedTable> {
  const { memoryLimit, signal, table: wanted } = options
  await database.run(`ATTACH ${literal(path)} AS ${attached} (READ_ONLY)`, signal).catch((error: unknown) => {
    signal?.throwIfAborted()
    throw new FileNotReadableError(path, readerMessage(error))
  })
  const listed = await database.rows(
    `SELECT table_name AS name, false AS is_view FROM duckdb_tables() WHERE database_name = '${attached}' AND schema_name = 'main'` +
      ` UNION ALL SELECT view_name, true FROM duckdb_views() WHERE database_name = '${attached}' AND schema_name = 'main' AND NOT internal ORDER BY name`,
    signal,
  )
  const names = listed.map(({ name }) => String(name))
  const table = wanted ?? (names.length === 1 ? names[0] : undefined)
  const found = listed.find(({ name }) => name === table)
  if (table === undefined || !found) throw new UnknownTableError(path, wanted ?? null, names)
  const relation = `${attached}.main.${identifier(table)}`
  const columns = await database.rows(`DESCRIBE SELECT * FROM ${relation}`, signal)
  const [{ rows }] = await database.rows(`SELECT count(*) AS rows FROM ${relation}`, signal)
  const tables = { names, chosen: table }
  if (8 * Number(rows) * columns.length <= memoryLimit) return { ...(await stageTyped(database, relation, options)), tables }
  await database.limitMemory(memoryLimit)
  // Rows are numbered without gaps unless some were deleted. Rows of a view have no numbers.
  const isNumbered = found['is_view'] !== true && columns.every(({ column_name: name }) => name !== rowNumber && String(name).toLowerCase() !== 'rowid')
  const [{ last }] = isNumbered ? await database.rows(`SELECT max(rowid) AS last FROM ${relation}`, signal) : [{ last: null }]
  if (Number(last ?? -1) !== Number(rows) - 1) return { ...(await stageTyped(database, relation, options)), spills: true, tables }
  return { ...(await stageTyped(database, `(SELECT *, rowid AS ${rowNumber} FROM ${relation})`, { ...options, rowNumber })), tables }
}
