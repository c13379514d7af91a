import type { DrawnRows } from '@mixtura/core'
import { matrix, type Random } from '@mixtura/numerics'
import type { Shard } from './shards/shard.js'
import { smallestHashes } from './smallestHashes.js'
import { quoteName } from './sql/literals.js'
import { columnName } from './sql/mixtureLevels.js'
import { rowsStatement, type RowsRequest } from './sql/tableRows.js'

const { hash } = columnName
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
  const sql = (bound: bigint): string => `SELECT toString(${hash}), ${order.slice(1).join(', ')} FROM (${hashedRows.sql}) WHERE ${hash} <= ${bound} ORDER BY ${order.join(', ')} LIMIT ${count}`
  const found = await smallestHashes(shards, { rows, count, statement: sql, compare: (a, b) => compareNumbers(a.map(Number), b.map(Number)) })
  const drawn = found.map(row => row.map(Number))
  const columns = cells.length
  return {
    samples: matrix(Float64Array.from(drawn.flatMap(numbers => numbers.slice(0, columns))), drawn.length, columns),
    ...(hashedRows.hasWeights && { weights: Float64Array.from(drawn, numbers => numbers[columns]) }),
  }
}

/** By the first numbers that differ. */
function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : a[at] - b[at]
}
