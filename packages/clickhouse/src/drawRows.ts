import type { DrawnRows } from '@mixtura/core'
import { matrix, type Random } from '@mixtura/numerics'
import { queryShard, type Shard } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
import { columnName } from './sql/mixtureLevels.js'
import { rowsStatement, type RowsRequest } from './sql/tableRows.js'

/**
 * Draws the rows whose hashes under a seed are smallest. So the drawn rows depend on seed and rows alone: neither on the order of the
 * table, which ClickHouse does not promise, nor on threads or the division into shards.
 *
 * @param key columns that the hash is taken of; those of the mixture if it is left out.
 */
export async function drawRows(
  shards: readonly Shard[],
  { request, key, count, random }: { readonly request: RowsRequest; readonly key: readonly string[] | undefined; readonly count: number; readonly random: Random },
): Promise<DrawnRows> {
  const seed = random.integer(2 ** 53 - 1)
  const hashed = key ? key.map(name => `toString(${quoteName(name)})`) : request.columns.map(name => `assumeNotNull(toFloat64(${quoteName(name)}))`)
  const rows = rowsStatement(request, [['h', `assumeNotNull(cityHash64(toUInt64(${seed}), ${hashed.join(', ')}))`]])
  const cells = request.columns.map((_, i) => columnName.cell(i))
  const selected = ['h', ...cells, ...(rows.hasWeights ? ['w'] : [])]
  const sql = `SELECT ${selected.join(', ')} FROM (${rows.sql}) ORDER BY ${['h', ...cells].join(', ')} LIMIT ${count}`
  const parts = count === 0 ? [] : await Promise.all(shards.map(shard => queryShard(shard, { sql })))
  const drawn = parts
    .flat()
    .map(([hash, ...numbers]) => ({ hash: BigInt(String(hash)), numbers: numbers.map(Number) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : compareNumbers(a.numbers, b.numbers)))
    .slice(0, count)
  const columns = cells.length
  return {
    samples: matrix(Float64Array.from(drawn.flatMap(({ numbers }) => numbers.slice(0, columns))), drawn.length, columns),
    ...(rows.hasWeights && { weights: Float64Array.from(drawn, ({ numbers }) => numbers[columns]) }),
  }
}

/** By the first numbers that differ. */
function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : a[at] - b[at]
}
