import { readOptions, withoutReaders, type OptionReaders } from '@mixtura/numerics/validation'
import { isNumberType, readTypes } from './columnFacts.js'
import { measureCells } from './measureCells.js'
import { requireOneOrigin, tableReaders, type TableOptions } from './options.js'
import { readSortingKey } from './sortingKey.js'
import { shardsOf } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
import { ownPrefix } from './sql/mixtureLevels.js'
import { total, type NumberFacts } from './sql/numberFacts.js'
import { origin } from './sql/tableRows.js'

/** What a column of a table holds. */
export interface DescribedColumn {
  readonly name: string
  /** Its type in ClickHouse's words. */
  readonly type: string
  /** Number of cells that are NULL or NaN; of columns without numbers, NULL. */
  readonly missing: number
  /** Facts of the finite cells of a column of numbers, in its own unit; null for other columns. */
  readonly numbers: NumberFacts | null
}

/** A table and its columns, over all shards. */
export interface DescribedTable {
  readonly rows: number
  /** Number of rows at each shard, in the order of the clients. */
  readonly rowsOfShards: readonly number[]
  /** Columns of the sorting key, in its order; none if the table has no key, or the server does not tell it. */
  readonly sortingKey: readonly string[]
  readonly columns: readonly DescribedColumn[]
}

/** Options of `describeTable`. */
export type DescribeOptions = Omit<TableOptions, 'columns'>

const describeReaders: OptionReaders<DescribeOptions> = withoutReaders(tableReaders, 'columns')

/**
 * All columns of a table, in one statement at each shard, and a second one for the variances of columns whose digits the first one loses.
 *
 * @throws {InvalidOptionError} {ClickHouseStatementError} {ClickHouseUnreachableError}
 */
export async function describeTable(options: DescribeOptions): Promise<DescribedTable> {
  const read = readOptions('describeTable', options, describeReaders)
  requireOneOrigin(read)
  const shards = shardsOf(read.client, read.retries)
  const types = await readTypes(shards[0]!, read)
  const names = [...types.keys()]
  const isNumber = (name: string): boolean => isNumberType(types.get(name)!)
  const numbers = names.filter(isNumber)
  const others = names.filter(name => !isNumber(name))
  const otherName = (at: number): string => `${ownPrefix}other${at}`
  const measured = await measureCells(shards, {
    columns: numbers,
    origin: origin(read),
    condition: null,
    others: others.map((name, at) => [otherName(at), `isNull(${quoteName(name)})`]),
    aggregates: others.map((_, at) => `countIf(${otherName(at)})`),
    signal: read.signal,
  })
  const key = read.table === undefined ? [] : await readSortingKey(shards[0], { table: read.table, database: read.database, signal: read.signal })
  const rowsOfShards = measured.rowsOfShards.map(({ all }) => all)
  return {
    rows: total(rowsOfShards),
    rowsOfShards,
    sortingKey: key.filter(name => types.has(name)),
    columns: names.map(name => {
      const type = types.get(name)!
      if (!isNumber(name)) return { name, type, missing: total(measured.aggregates.map(part => part[others.indexOf(name)])), numbers: null }
      const { missing, finite: _, ...facts } = measured.facts[numbers.indexOf(name)]
      return { name, type, missing, numbers: facts }
    }),
  }
}
