import type { OpenOptions } from '../dataset.js'
import { columnOrder, numberStyleOf, typeOf } from '../openOptions.js'
import type { Database } from '../duckdb/database.js'
import { identifier } from '../duckdb/literals.js'
import { cellsTable, columnKey, convertColumn, keepTyped, type StagedTable } from './tableColumn.js'

/** Types with integers that a float64 cannot hold exactly. */
const longStorage = /^(UBIGINT|BIGINT|HUGEINT)$/

/**
 * Reads a relation with typed columns into the table `cells`. A column with an integer that a float64 would round becomes text.
 * @param relation SQL for the relation, as written after FROM.
 * @param options.rowNumber name of a column of the relation with the numbers of its rows, 0-based; the relation is then not copied, and
 *   `cells` is a view of it.
 */
export async function stageTyped(
  database: Database,
  relation: string,
  options: OpenOptions & { readonly rowNumber?: string },
): Promise<StagedTable> {
  const { signal, rowNumber } = options
  const readsFile = rowNumber !== undefined
  const described = await database.rows(`DESCRIBE SELECT * FROM ${relation}`, signal)
  const kept = described.filter(({ column_name: name }) => name !== rowNumber).map(({ column_name: name, column_type: storage }, index) => ({
    name: String(name),
    key: columnKey(index),
    ...keepTyped(String(name), String(storage)),
  }))
  const selection = kept.map(({ sql, key }) => `${sql} AS ${key}`).join(', ')
  const created = readsFile ? `VIEW ${cellsTable} AS SELECT ${identifier(rowNumber)} AS rowid, ` : `TABLE ${cellsTable} AS SELECT `
  await database.run(`CREATE ${created}${selection} FROM ${relation}`, signal)
  const rounded = await roundedColumns(database, kept.filter(({ storage }) => longStorage.test(storage)).map(({ key }) => key), signal)
  for (const key of rounded) await convertColumn(database, { key, storage: 'VARCHAR', value: key, readsFile }, signal)
  return {
    columns: kept.map(({ name, key, storage: given, kind }) => {
      const order = columnOrder(options, name)
      const storage = rounded.has(key) ? 'VARCHAR' : given
      return { name, key, fileKey: null, storage, detected: rounded.has(key) ? 'words' : kind, override: typeOf(order), style: numberStyleOf(order), missing: order.missing ?? null }
    }),
    dialect: null,
    readsFile,
    lineOf: () => Promise.resolve(null),
  }
}

/** The keys of those integer columns with an integer that a float64 cannot hold exactly. */
async function roundedColumns(database: Database, keys: readonly string[], signal: AbortSignal | undefined): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const isRounded = (key: string): string => `TRY_CAST(CAST(${key} AS DOUBLE) AS HUGEINT) IS DISTINCT FROM TRY_CAST(${key} AS HUGEINT)`
  const [row] = await database.rows(`SELECT ${keys.map(key => `bool_or(${isRounded(key)}) AS ${key}`).join(', ')} FROM ${cellsTable}`, signal)
  return new Set(keys.filter(key => row[key] === true))
}
