import type { ColumnTypes } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { cellsTable, columnKey, keepTyped, type StagedTable } from './tableColumn.js'

/**
 * Reads a relation whose columns come with types into the table `cells`.
 * @param relation SQL that can stand after FROM.
 */
export async function stageTyped(
  database: Database,
  relation: string,
  { types = {}, signal }: { readonly types?: ColumnTypes | undefined; readonly signal?: AbortSignal | undefined },
): Promise<StagedTable> {
  const described = await database.rows(`DESCRIBE SELECT * FROM ${relation}`, signal)
  const kept = described.map(({ column_name: name, column_type: storage }, index) => ({
    name: String(name),
    key: columnKey(index),
    ...keepTyped(String(name), String(storage)),
  }))
  const selection = kept.map(({ sql, key }) => `${sql} AS ${key}`).join(', ')
  await database.run(`CREATE TABLE ${cellsTable} AS SELECT ${selection} FROM ${relation}`, signal)
  return {
    columns: kept.map(({ name, key, storage, kind }) => ({
      name, key, storage, detected: kind, override: Object.hasOwn(types, name) ? types[name] : null,
    })),
    decimalSeparator: '.',
    lineOf: () => Promise.resolve(null),
  }
}
