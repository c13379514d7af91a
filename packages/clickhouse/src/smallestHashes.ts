import { onEveryShard, queryShard, type Shard } from './shards/shard.js'

/** Number of different hashes. */
const hashes = 2n ** 64n

/** Rows to draw by their hashes. */
export interface HashedDraw {
  /** Number of rows at all shards. */
  readonly rows: number
  readonly count: number
  /**
   * Statement of the rows whose hash is at most `bound`, in the order of the hash and then of all further columns, `count` at most. Its first column is
   * the hash, as a text, because JSON has no numbers of 64 bits.
   */
  readonly statement: (bound: bigint) => string
  readonly settings?: Readonly<Record<string, string | number>>
  /** Order of rows with equal hashes. */
  readonly compare: (a: readonly unknown[], b: readonly unknown[]) => number
  readonly signal?: AbortSignal | undefined
}

/**
 * The rows with the smallest hashes, over all shards, without the hashes. So the drawn rows depend on what is hashed alone: neither on the
 * order of the table, which ClickHouse does not promise, nor on threads or the division into shards.
 */
export async function smallestHashes(shards: readonly Shard[], { rows, count, statement, settings, compare, signal }: HashedDraw): Promise<readonly (readonly unknown[])[]> {
  const smallest = (bound: bigint): Promise<readonly (readonly (readonly unknown[])[])[]> => onEveryShard(shards, signal, (shard, either) => queryShard(shard, { sql: statement(bound), settings, signal: either }))
  let parts = count === 0 ? [] : await smallest(boundOf(count, rows))
  // The bound was too low, as it can be where many rows are equal and no key tells them apart.
  if (parts.flat().length < Math.min(count, rows)) parts = await smallest(hashes - 1n)
  return parts
    .flat()
    .map(([text, ...cells]) => ({ hash: BigInt(String(text)), cells }))
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : compare(a.cells, b.cells)))
    .slice(0, count)
    .map(({ cells }) => cells)
}

/** A bound under which at least `count` of the hashes lie, but for one draw in a million: so that shards send few more rows than are needed. */
function boundOf(count: number, rows: number): bigint {
  const share = (count + 5 * Math.sqrt(count) + 20) / rows
  return share >= 1 ? hashes - 1n : BigInt(Math.floor(share * 2 ** 53)) << 11n
}
