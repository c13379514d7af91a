import { count, list, readOptions, type OptionReaders } from '@mixtura/numerics/validation'
import { isNumberType, readTypes } from './columnFacts.js'
import { columnText, requireOneOrigin, tableReaders, type TableOptions } from './options.js'
import { queryShard, shardsOf } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
import { ownPrefix } from './sql/mixtureLevels.js'
import { origin } from './sql/tableRows.js'

/** A cell: null if it is NULL. NaN and infinities are texts, and so are integers beyond 2^53 and all that is no number. */
export type TableCell = number | string | null

/** Options of `readTableRows`. */
export interface ReadRowsOptions extends TableOptions {
  /** Columns that rows are ordered by at each server, and then by `columns`. ClickHouse promises no order of its own. */
  readonly order: readonly string[]
  /** Number of rows at each shard, as `describeTable` tells it: pages go from one shard to the next. */
  readonly rowsOfShards: readonly number[]
  /** First row, from 0. */
  readonly offset: number
  readonly limit: number
}

const rowCount = count(0)

const rowsReaders: OptionReaders<ReadRowsOptions> = {
  ...tableReaders,
  order: list(columnText, "order: ['id']"),
  rowsOfShards: list(rowCount, 'rowsOfShards: [1000]'),
  offset: rowCount,
  limit: rowCount,
}

/**
 * Some rows for display: those of the first shard in the order of its key, then those of the next shard.
 *
 * @returns rows of cells, in the order of `columns`.
 * @throws {InvalidOptionError} {ClickHouseStatementError} {ClickHouseUnreachableError}
 */
export async function readTableRows(options: ReadRowsOptions): Promise<readonly (readonly TableCell[])[]> {
  const read = readOptions('readTableRows', options, rowsReaders)
  requireOneOrigin(read)
  const shards = shardsOf(read.client, read.retries)
  const types = await readTypes(shards[0], read)
  const cells = cellExpressions(read.columns, types)
  // Rows with equal keys are in the order of their cells: otherwise two pages could have the same row, and none another.
  const ties = read.columns.flatMap((name, at) => (read.order.includes(name) ? [] : [shownName(at)]))
  const order = ` ORDER BY ${[...read.order.map(quoteName), ...ties].join(', ')}`
  const rows: (readonly TableCell[])[] = []
  let first = 0
  for (const [index, held] of read.rowsOfShards.entries()) {
    const from = Math.max(read.offset, first)
    const to = Math.min(read.offset + read.limit, first + held)
    if (from < to && shards[index]) {
      const sql = `SELECT ${cells.join(', ')} FROM ${origin(read)}${order} LIMIT ${from - first}, ${to - from}`
      const found = await queryShard(shards[index], { sql, signal: read.signal, settings: shownSettings })
      rows.push(...found.map(row => shownRow(row, read.columns, types)))
    }
    first += held
  }
  return rows
}

/** Without it, NaN and infinities would be null. */
export const shownSettings = { output_format_json_quote_denormals: 1 } as const

/** What stands after SELECT for cells to show. Texts of whatever is no number, such as dates and arrays, are as ClickHouse writes them. */
export function cellExpressions(columns: readonly string[], types: ReadonlyMap<string, string>): readonly string[] {
  return columns.map((name, at) => `${isNumberType(types.get(name) ?? '') ? quoteName(name) : `toString(${quoteName(name)})`} AS ${shownName(at)}`)
}

/** Name of a cell to show. */
export const shownName = (at: number): string => `${ownPrefix}cell${at}`

export function shownRow(row: readonly unknown[], columns: readonly string[], types: ReadonlyMap<string, string>): readonly TableCell[] {
  return row.map((cell, at) => shownCell(cell, isNumberType(types.get(columns[at]) ?? '')))
}

function shownCell(cell: unknown, isNumber: boolean): TableCell {
  if (cell === null || cell === undefined) return null
  if (!isNumber) return String(cell)
  const value = Number(cell)
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : String(cell)
}
