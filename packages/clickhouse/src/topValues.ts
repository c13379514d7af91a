import type { CountedColumn } from './countBins.js'
import { ClickHouseStatementError } from './errors.js'
import { onEveryShard, queryShard, type Shard } from './shards/shard.js'
import { quoteName, quoteText } from './sql/literals.js'
import { ownPrefix } from './sql/mixtureLevels.js'

/** A value and the number of its rows. */
export interface ValueCount {
  readonly value: string
  readonly rows: number
}

const listed = 12
/** Values that each shard proposes, of which the most frequent over all shards are listed. */
const proposed = 100
/** Different values up to which a server counts them. */
const maxDifferent = 100_000
/** Code of ClickHouse where there are more. */
const tooMany = 158

/**
 * The most frequent values of a column, the most frequent first. Counts are exact. Of several shards, a value is found that is among the 100 most
 * frequent ones of any shard.
 *
 * @returns null if there are more than 100,000 different values at a shard.
 */
export async function topValues(shards: readonly Shard[], { name, origin, signal }: CountedColumn): Promise<readonly ValueCount[] | null> {
  const value = `${ownPrefix}value`
  const values = `SELECT toString(${quoteName(name)}) AS ${value} FROM ${origin} WHERE isNotNull(${quoteName(name)})`
  const sql = `SELECT ${value}, count() AS n FROM (${values}) GROUP BY ${value} ORDER BY n DESC, ${value} LIMIT ${proposed}`
  const settings = { max_rows_to_group_by: maxDifferent, group_by_overflow_mode: 'throw' }
  try {
    const first = await onEveryShard(shards, signal, (shard, either) => queryShard(shard, { sql, settings, signal: either }))
    const names = [...new Set(first.flat().map(([each]) => String(each)))]
    // What one shard proposes has rows at the others too.
    const found = shards.length === 1 || names.length === 0 ? first : await countNamed(shards, { values, value, names, signal })
    const sums = new Map<string, number>()
    for (const [each, rows] of found.flat()) sums.set(String(each), (sums.get(String(each)) ?? 0) + Number(rows))
    return [...sums].map(([text, rows]) => ({ value: text, rows })).sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1)).slice(0, listed)
  } catch (error) {
    if (error instanceof ClickHouseStatementError && error.serverCode === tooMany) return null
    throw error
  }
}

function countNamed(
  shards: readonly Shard[],
  { values, value, names, signal }: { readonly values: string; readonly value: string; readonly names: readonly string[]; readonly signal: AbortSignal | undefined },
): Promise<readonly (readonly (readonly unknown[])[])[]> {
  const sql = `SELECT ${value}, count() FROM (${values}) WHERE ${value} IN (${names.map(quoteText).join(', ')}) GROUP BY ${value}`
  return onEveryShard(shards, signal, (shard, either) => queryShard(shard, { sql, signal: either }))
}
