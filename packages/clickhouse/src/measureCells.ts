import { queryNumbers } from './queryNumbers.js'
import { onEveryShard, type Shard } from './shards/shard.js'
import { numberLiteral } from './sql/literals.js'
import { columnName } from './sql/mixtureLevels.js'
import { cellsSelect, factCount, factExpressions, mergeFacts, total, type CellFacts } from './sql/numberFacts.js'

/** Columns to measure, and the rows that count. */
export interface MeasuredCells {
  /** Names of columns of numbers. */
  readonly columns: readonly string[]
  /** What stands after FROM. */
  readonly origin: string
  /** Null if every row counts. */
  readonly condition: string | null
  /** Further columns of the rows, and aggregates over them, whose numbers are returned. */
  readonly others?: readonly (readonly [name: string, expression: string])[]
  readonly aggregates?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/** What one scan tells of a table. */
export interface Measurement {
  /** Number of rows at each shard: all, and those that count. */
  readonly rowsOfShards: readonly { readonly all: number; readonly counting: number }[]
  readonly facts: readonly CellFacts[]
  /** [shards, aggregates] */
  readonly aggregates: readonly Float64Array[]
}

/**
 * Facts of columns of numbers, in one statement at each shard. Servers compute variances from sums of squares, which lose the digits of a
 * column whose values lie close together and far from 0. A second statement, for such columns alone, takes the squares about the mean.
 */
export async function measureCells(shards: readonly Shard[], { columns, origin, condition, others = [], aggregates = [], signal }: MeasuredCells): Promise<Measurement> {
  const expressions = ['count()', `countIf(${columnName.counts})`, ...columns.flatMap((_, at) => factExpressions(at)), ...aggregates]
  const sql = `SELECT ${expressions.join(', ')} FROM (${cellsSelect(columns, { origin, condition, others })})`
  const parts = await onEveryShard(shards, signal, (shard, either) => queryNumbers(shard, sql, either))
  const facts = columns.map((_, at) => mergeFacts(parts.map(part => part.subarray(2 + factCount * at, 2 + factCount * (at + 1)))))
  const lost = facts.flatMap(({ finite, variance }, at) => (finite > 0 && Number.isNaN(variance) ? [at] : []))
  const variances = lost.length === 0 ? [] : await centredVariances(shards, { columns: lost.map(at => columns[at]), facts: lost.map(at => facts[at]), origin, condition, signal })
  return {
    rowsOfShards: parts.map(([all, counting]) => ({ all, counting })),
    facts: facts.map((fact, at) => (lost.includes(at) ? { ...fact, variance: variances[lost.indexOf(at)] } : fact)),
    aggregates: parts.map(part => part.subarray(2 + factCount * columns.length)),
  }
}

/** Variances as the mean square about the measured mean, less the square of what that mean is off by rounding. */
async function centredVariances(
  shards: readonly Shard[],
  { columns, facts, origin, condition, signal }: Pick<MeasuredCells, 'columns' | 'origin' | 'condition' | 'signal'> & { readonly facts: readonly CellFacts[] },
): Promise<readonly number[]> {
  const sums = columns.flatMap((_, at) => {
    const difference = `(${columnName.cell(at)} - ${numberLiteral(facts[at].mean)})`
    const usable = `${columnName.counts} AND isFinite(${columnName.cell(at)})`
    return [`sumIf(${difference}, ${usable})`, `sumIf(${difference} * ${difference}, ${usable})`]
  })
  const sql = `SELECT ${sums.join(', ')} FROM (${cellsSelect(columns, { origin, condition })})`
  const parts = await onEveryShard(shards, signal, (shard, either) => queryNumbers(shard, sql, either))
  return facts.map(({ finite }, at) => {
    const [sum, squares] = [0, 1].map(which => total(parts.map(part => part[2 * at + which])) / finite)
    return squares - sum ** 2
  })
}
