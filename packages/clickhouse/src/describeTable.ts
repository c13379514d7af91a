import { readOptions, withoutReaders, type OptionReaders } from '@mixtura/numerics/validation'
import { isNumberType, queryNumbers, readTypes } from './columnFacts.js'
import { requireOneOrigin, tableReaders, type TableOptions } from './options.js'
import { onEveryShard, shardsOf } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
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

/** Facts of the finite cells of a column. NaN if there are none. */
export interface NumberFacts {
  /** Number of cells that are infinite. */
  readonly infinite: number
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  /** Mean squared distance from the mean. */
  readonly variance: number
}

/** A table and its columns, over all shards. */
export interface DescribedTable {
  readonly rows: number
  readonly columns: readonly DescribedColumn[]
}

/** Options of `describeTable`. */
export type DescribeOptions = Omit<TableOptions, 'columns'>

const describeReaders: OptionReaders<DescribeOptions> = withoutReaders(tableReaders, 'columns')

/** Numbers of a column in the statement. */
const sums = ['missing', 'finite', 'infinite', 'minimum', 'maximum', 'mean', 'variance'] as const

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
  const expressions = names.flatMap(name => {
    const quoted = quoteName(name)
    if (!isNumber(name)) return [`countIf(isNull(${quoted}))`]
    const cell = `assumeNotNull(toFloat64(${quoted}))`
    const finite = `isFinite(ifNull(toFloat64(${quoted}), nan))`
    return [
      `countIf(isNull(${quoted}) OR isNaN(${cell}))`, `countIf(${finite})`, `countIf(isInfinite(${cell}))`,
      ...['min', 'max', 'avg', 'varPop'].map(sum => `${sum}If(${cell}, ${finite})`),
    ]
  })
  const parts = await onEveryShard(shards, read.signal, (shard, signal) => queryNumbers(shard, `SELECT count(), ${expressions.join(', ')} FROM ${origin(read)}`, signal))
  let at = 1
  return {
    rows: total(parts.map(part => part[0]!)),
    columns: names.map(name => {
      const columns = parts.map(part => part.subarray(at, at + (isNumber(name) ? sums.length : 1)))
      at += isNumber(name) ? sums.length : 1
      return { name, type: types.get(name)!, missing: total(columns.map(([missing]) => missing!)), numbers: isNumber(name) ? mergedFacts(columns) : null }
    }),
  }
}

/** Facts of the cells of all shards, from those of each: see `sums` for their order. */
function mergedFacts(parts: readonly Float64Array[]): NumberFacts {
  const used = parts.filter(([, finite]) => finite! > 0)
  const cells = total(used.map(([, finite]) => finite!))
  const mean = total(used.map(([, finite, , , , each]) => finite! * each!)) / cells
  const squares = total(used.map(([, finite, , , , each, variance]) => finite! * (variance! + (each! - mean) ** 2)))
  return {
    infinite: total(parts.map(([, , infinite]) => infinite!)),
    minimum: used.length === 0 ? NaN : Math.min(...used.map(([, , , minimum]) => minimum!)),
    maximum: used.length === 0 ? NaN : Math.max(...used.map(([, , , , maximum]) => maximum!)),
    mean,
    variance: squares / cells,
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0)
