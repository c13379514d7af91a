import type { HistogramBins } from '@mixtura/numerics'
import { onEveryShard, queryShard, type Shard } from './shards/shard.js'
import { numberLiteral } from './sql/literals.js'
import { columnName } from './sql/mixtureLevels.js'
import { cellsSelect } from './sql/numberFacts.js'

/** Values of an interval. */
export interface BinCount {
  readonly count: number
  /** Smallest and largest value; NaN if there are none. */
  readonly minimum: number
  readonly maximum: number
}

/** A column of numbers. */
export interface CountedColumn {
  readonly name: string
  /** What stands after FROM. */
  readonly origin: string
  readonly signal: AbortSignal | undefined
}

const cell = columnName.cell(0)

/**
 * Counts the finite values of a column from `from` to `to` by intervals of equal width, in one statement at each shard.
 *
 * @returns one entry for each interval, in their order.
 */
export async function countBins(shards: readonly Shard[], { name, origin, signal }: CountedColumn, { from, to, bins }: HistogramBins): Promise<readonly BinCount[]> {
  // The values at the ends are in the first and in the last interval, whatever the rounding.
  const bin = `toInt32(least(greatest(floor((${cell} - ${numberLiteral(from)}) * ${numberLiteral(bins / (to - from))}), 0), ${bins - 1}))`
  const sql =
    `SELECT ${bin} AS bin, count(), min(${cell}), max(${cell}) FROM (${cellsSelect([name], { origin, condition: null })}) ` +
    `WHERE ${cell} >= ${numberLiteral(from)} AND ${cell} <= ${numberLiteral(to)} GROUP BY bin`
  const counted = Array.from({ length: bins }, (): BinCount => ({ count: 0, minimum: NaN, maximum: NaN }))
  for (const row of (await onEveryShard(shards, signal, (shard, either) => queryShard(shard, { sql, signal: either }))).flat()) {
    const [at, count, minimum, maximum] = row.map(Number)
    const before = counted[at]
    counted[at] = before.count === 0 ? { count, minimum, maximum } : { count: before.count + count, minimum: Math.min(before.minimum, minimum), maximum: Math.max(before.maximum, maximum) }
  }
  return counted
}

/** [count] the values of a column from `from` to `to`, in their order: few enough to travel. */
export async function valuesBetween(shards: readonly Shard[], { name, origin, signal }: CountedColumn, { from, to }: Pick<HistogramBins, 'from' | 'to'>): Promise<Float64Array> {
  const sql = `SELECT ${cell} FROM (${cellsSelect([name], { origin, condition: null })}) WHERE ${cell} >= ${numberLiteral(from)} AND ${cell} <= ${numberLiteral(to)}`
  const parts = await onEveryShard(shards, signal, (shard, either) => queryShard(shard, { sql, signal: either }))
  return Float64Array.from(parts.flat(), ([value]) => Number(value)).sort()
}
