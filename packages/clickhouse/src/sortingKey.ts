import { queryShard, type Shard } from './shards/shard.js'
import { quoteText } from './sql/literals.js'
import { ClickHouseStatementError } from './errors.js'

/** Columns of the sorting key of a table, in its order, without the expressions in it; none for tables and servers that have or tell no key. */
export async function readSortingKey(shard: Shard, { table, database, signal }: { readonly table: string; readonly database: string | undefined; readonly signal: AbortSignal | undefined }): Promise<readonly string[]> {
  try {
    const where = `name = ${quoteText(table)} AND database = ${database === undefined ? 'currentDatabase()' : quoteText(database)}`
    const [row] = await queryShard(shard, { sql: `SELECT sorting_key FROM system.tables WHERE ${where}`, signal })
    return row ? String(row[0]).split(',').map(part => part.trim().replace(/^`(.*)`$/, '$1').replace(/\\(.)/g, '$1')) : []
  } catch (error) {
    // The user may not read system tables.
    if (error instanceof ClickHouseStatementError) return []
    throw error
  }
}
