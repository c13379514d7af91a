import { readOptions, withoutReaders, type OptionReaders } from '@mixtura/numerics/validation'
import { isNumberType, queryNumbers, readTypes } from './columnFacts.js'
import { requireOneOrigin, tableReaders, type TableOptions } from './options.js'
import { onEveryShard, shardsOf } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
import { factCount, factExpressions, mergeFacts, total, type NumberFacts } from './sql/numberFacts.js'
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
  readonly columns: readonly DescribedColumn[]
}

/** Options of `describeTable`. */
export type DescribeOptions = Omit<TableOptions, 'columns'>

const describeReaders: OptionReaders<DescribeOptions> = withoutReaders(tableReaders, 'columns')

/**
 * All columns of a table, in one statement at each shard.
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
  const expressions = names.flatMap(name => (isNumber(name) ? factExpressions(name) : [`countIf(isNull(${quoteName(name)}))`]))
  const parts = await onEveryShard(shards, read.signal, (shard, signal) => queryNumbers(shard, `SELECT count(), ${expressions.join(', ')} FROM ${origin(read)}`, signal))
  let at = 1
  return {
    rows: total(parts.map(([rows]) => rows)),
    columns: names.map(name => {
      const length = isNumber(name) ? factCount : 1
      const columns = parts.map(part => part.subarray(at, at + length))
      at += length
      const type = types.get(name)!
      if (!isNumber(name)) return { name, type, missing: total(columns.map(([missing]) => missing)), numbers: null }
      const { missing, finite: _, ...numbers } = mergeFacts(columns)
      return { name, type, missing, numbers }
    }),
  }
}
