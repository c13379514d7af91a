import { queryShard, type Shard } from './shards/shard.js'

/** The numbers of a result of one row, those in an array too. */
export async function queryNumbers(shard: Shard, sql: string, signal: AbortSignal | undefined, settings?: Readonly<Record<string, number>>): Promise<Float64Array> {
  const [row = []] = await queryShard(shard, { sql, signal, settings })
  return Float64Array.from(row.flat(), value => (value === null ? NaN : Number(value)))
}
