import type { Shard } from './shards/shard.js'
import { countBins, valuesBetween, type BinCount, type CountedColumn } from './countBins.js'

/** Intervals into which one is divided that holds the value of a rank. */
const divisions = 240
/** Number of values of an interval that travel here. */
const maxValues = 1000
/** Divisions after which a column counts as too uneven: each leaves out the values around the rank's own at most. */
const maxDepth = 12

/**
 * Values by their rank in the sorted column, over all shards, without sorting it: counts by intervals say in which interval the value is,
 * and that interval is divided again until it holds few values. Each division is a scan of the column.
 *
 * @param bins counts of the whole column.
 * @returns a function of the rank, from 0; its value is null if the column is too uneven for it.
 */
export function orderStatistics(shards: readonly Shard[], column: CountedColumn, bins: readonly BinCount[]): (rank: number) => Promise<number | null> {
  // Ranks that are close share what is asked.
  const divided = new Map<BinCount, Promise<readonly BinCount[]>>()
  const fetched = new Map<BinCount, Promise<Float64Array>>()
  const once = <Answer>(known: Map<BinCount, Promise<Answer>>, bin: BinCount, ask: () => Promise<Answer>): Promise<Answer> => {
    const answer = known.get(bin) ?? ask()
    known.set(bin, answer)
    return answer
  }
  async function find(within: readonly BinCount[], rank: number, depth: number): Promise<number | null> {
    let before = 0
    for (const bin of within) {
      const { count, minimum: from, maximum: to } = bin
      if (rank >= before + count) {
        before += count
        continue
      }
      if (from === to) return from
      if (count <= maxValues) return (await once(fetched, bin, () => valuesBetween(shards, column, { from, to })))[rank - before] ?? null
      if (depth === maxDepth) return null
      return find(await once(divided, bin, () => countBins(shards, column, { from, to, bins: divisions })), rank - before, depth + 1)
    }
    return null
  }
  return rank => find(bins, rank, 0)
}

/** Lower quartile, median and upper quartile of `count` values, linear between order statistics; null if one of them is not found. */
export async function quartilesOf(count: number, valueAt: (rank: number) => Promise<number | null>): Promise<readonly [number, number, number] | null> {
  const found: number[] = []
  for (const share of [0.25, 0.5, 0.75]) {
    const place = (count - 1) * share
    const below = await valueAt(Math.floor(place))
    const above = Number.isInteger(place) ? below : await valueAt(Math.ceil(place))
    if (below === null || above === null) return null
    found.push(below + (place - Math.floor(place)) * (above - below))
  }
  const [lower, median, upper] = found
  return [lower, median, upper]
}
