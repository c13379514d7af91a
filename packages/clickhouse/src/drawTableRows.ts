import { count, list, optional, readOptions, seed, type OptionReaders } from '@mixtura/numerics/validation'
import { readTypes } from './columnFacts.js'
import { UnknownTableColumnError } from './errors.js'
import { columnText, requireOneOrigin, tableReaders, type TableOptions } from './options.js'
import { queryNumbers } from './queryNumbers.js'
import { cellExpressions, shownName, shownRow, shownSettings, type TableCell } from './readTableRows.js'
import { onEveryShard, shardsOf } from './shards/shard.js'
import { smallestHashes } from './smallestHashes.js'
import { quoteName } from './sql/literals.js'
import { columnName } from './sql/mixtureLevels.js'
import { total } from './sql/numberFacts.js'
import { origin } from './sql/tableRows.js'

/** Options of `drawTableRows`. */
export interface DrawTableRowsOptions extends TableOptions {
  /** Number of rows; all rows if the table has no more. They are in memory here. */
  readonly count: number
  /** Another seed draws other rows; 0 by default. */
  readonly seed?: number | undefined
  /**
   * Columns that tell rows apart, whose hash decides. By default it is that of `columns`, under which equal rows are drawn all or none, and the
   * last of them as far as there is room.
   */
  readonly key?: readonly string[] | undefined
}

/** Rows that were drawn from a table. */
export interface DrawnTableRows {
  /** Number of rows of the table. */
  readonly total: number
  /** Rows of cells, in the order of `columns`. The order of the rows is that of their hashes, and thus no order of the table. */
  readonly rows: readonly (readonly TableCell[])[]
}

const drawReaders: OptionReaders<DrawTableRowsOptions> = {
  ...tableReaders,
  count: count(1),
  seed: optional(seed),
  key: optional(list(columnText, "key: ['id']")),
}

/**
 * Draws rows with columns of any type. The drawn rows depend on the seed and the rows alone, as those of `draw` of a source do.
 *
 * @throws {InvalidOptionError} {UnknownTableColumnError} {ClickHouseStatementError} {ClickHouseUnreachableError}
 */
export async function drawTableRows(options: DrawTableRowsOptions): Promise<DrawnTableRows> {
  const read = readOptions('drawTableRows', options, drawReaders)
  requireOneOrigin(read)
  const { columns, key = [], count, seed: given = 0, signal } = read
  const shards = shardsOf(read.client, read.retries)
  const types = await readTypes(shards[0], read)
  const unknown = [...columns, ...key].find(name => !types.has(name))
  if (unknown !== undefined) throw new UnknownTableColumnError(unknown, [...types.keys()])
  const counts = await onEveryShard(shards, signal, (shard, either) => queryNumbers(shard, `SELECT count() FROM ${origin(read)}`, either))
  const rows = total(counts.map(([held]) => held))
  const { hash } = columnName
  const hashed = (key.length > 0 ? key : columns).map(name => `ifNull(toString(${quoteName(name)}), '')`)
  const hashing = `assumeNotNull(cityHash64(toUInt64(${given}), ${hashed.join(', ')})) AS ${hash}`
  const cells = columns.map((_, at) => shownName(at))
  const inner = `SELECT ${[hashing, ...cellExpressions(columns, types)].join(', ')} FROM ${origin(read)}`
  const statement = (bound: bigint): string =>
    `SELECT ${[`toString(${hash})`, ...cells].join(', ')} FROM (${inner}) WHERE ${hash} <= ${bound} ORDER BY ${[hash, ...cells].join(', ')} LIMIT ${count}`
  const drawn = await smallestHashes(shards, { rows, count, statement, settings: shownSettings, compare: compareTexts, signal })
  return { total: rows, rows: drawn.map(row => shownRow(row, columns, types)) }
}

/** Any order will do that is the same for the same rows. */
function compareTexts(a: readonly unknown[], b: readonly unknown[]): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)]
  return one < other ? -1 : one > other ? 1 : 0
}
