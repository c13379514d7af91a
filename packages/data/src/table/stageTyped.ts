import type { OpenOptions } from '../dataset.js'
import { columnOrder, numberStyleOf, typeOf } from '../openOptions.js'
import type { Database } from '../duckdb/database.js'
import { cellsTable, columnKey, keepTyped, type StagedTable } from './tableColumn.js'

/**
 * Reads a relation whose columns come with types into the table `cells`.
 * @param relation SQL that can stand after FROM.
 */
export async function stageTyped(
  database: Database,
  relation: string,
  options: OpenOptions,
): Promise<StagedTable> {
  const { signal } = options
  const described = await database.rows(`DESCRIBE SELECT * FROM ${relation}`, signal)
  const kept = described.map(({ column_name: name, column_type: storage }, index) => ({
    name: String(name),
    key: columnKey(index),
    ...keepTyped(String(name), String(storage)),
  }))
  const selection = kept.map(({ sql, key }) => `${sql} AS ${key}`).join(', ')
  await database.run(`CREATE TABLE ${cellsTable} AS SELECT ${selection} FROM ${relation}`, signal)
  return {
    columns: kept.map(({ name, key, storage, kind }) => {
      const order = columnOrder(options, name)
      return { name, key, fileKey: null, storage, detected: kind, override: typeOf(order), style: numberStyleOf(order), missing: order.missing ?? null }
    }),
    dialect: null,
    lineOf: () => Promise.resolve(null),
  }
}
