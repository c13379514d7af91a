import type { DrawnRows } from '@mixtura/core'
import { matrix, type Random } from '@mixtura/numerics'
import { onEveryShard, queryShard, type Shard } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
import { columnName } from './sql/mixtureLevels.js'
import { rowsStatement, type RowsRequest } from './sql/tableRows.js'

const { hash } = columnName
/** Number of different hashes. */
const hashes = 2n ** 64n

/**
 * Draws the rows whose hashes under a seed are smallest. So the drawn rows depend on seed and rows alone: neither on the order of the
 * table, which ClickHouse does not promise, nor on threads or the division into shards.
 *
 * @param rows number of rows at all shards.
 * @param key columns that the hash is taken of; those of the mixture if it is left out.
 */
export async function drawRows(
  shards: readonly Shard[],
  { request, rows, key, count, random }: {
    readonly request: RowsRequest
    readonly rows: number
    readonly key: readonly string[] | undefined
    readonly count: number
    readonly random: Random
  },
): Promise<DrawnRows> {
  const seed = random.integer(2 ** 53 - 1)
  const hashed = key ? key.map(name => `ifNull(toString(${quoteName(name)}), '')`) : request.columns.map(name => `assumeNotNull(toFloat64(${quoteName(name)}))`)
  const hashedRows = rowsStatement(request, [[hash, `assumeNotNull(cityHash64(toUInt64(${seed}), ${hashed.join(', ')}))`]])
  const cells = request.columns.map((_, i) => columnName.cell(i))
  const order = [hash, ...cells, ...(hashedRows.hasWeights ? [columnName.weight] : [])]
  const smallest = (bound: bigint): Promise<readonly (readonly (readonly unknown[])[])[]> => {
    // A hash of 64 bits is a text, because JSON has no such numbers.
    const sql = `SELECT toString(${hash}), ${order.slice(1).join(', ')} FROM (${hashedRows.sql}) WHERE ${hash} <= ${bound} ORDER BY ${order.join(', ')} LIMIT ${count}`
    return onEveryShard(shards, undefined, (shard, signal) => queryShard(shard, { sql, signal }))
  }
  let parts = count === 0 ? [] : await smallest(boundOf(count, rows))
  // The bound was too low, as it can be where many rows are equal and no key tells them apart.
  if (parts.flat().length < Math.min(count, rows)) parts = await smallest(hashes - 1n)
  const drawn = parts
    .flat()
    .map(([text, ...numbers]) => ({ hash: BigInt(String(text)), numbers: numbers.map(Number) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : compareNumbers(a.numbers, b.numbers)))
    .slice(0, count)
  const columns = cells.length
  return {
    samples: matrix(Float64Array.from(drawn.flatMap(({ numbers }) => numbers.slice(0, columns))), drawn.length, columns),
    ...(hashedRows.hasWeights && { weights: Float64Array.from(drawn, ({ numbers }) => numbers[columns]) }),
  }
}

/** A bound under which at least `count` of the hashes lie, but for one draw in a million: so that shards send few more rows than are needed. */
function boundOf(count: number, rows: number): bigint {
  const share = (count + 5 * Math.sqrt(count) + 20) / rows
  return share >= 1 ? hashes - 1n : BigInt(Math.floor(share * 2 ** 53)) << 11n
}

/** By the first numbers that differ. */
function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : a[at] - b[at]
}
