import { TablePatternsError } from './errors.js'
import { onEveryShard, queryShard, type Shard } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
import { hasNumber, origin, rowCondition, type RowsRequest } from './sql/tableRows.js'

/** Rows of a table with the same observed columns. */
export interface TablePattern {
  /** Indices of the observed columns, ascending. */
  readonly observed: readonly number[]
  readonly rows: number
  /** Sum of their weights. */
  readonly weight: number
}

/** A pass reads the table once for each pattern, so more of them are refused. */
const maxPatterns = 256

/**
 * The patterns in which cells of a table are missing, over all shards: those with most rows first.
 *
 * @throws {TablePatternsError} if there are too many.
 */
export async function readPatterns(shards: readonly Shard[], request: RowsRequest, signal: AbortSignal | undefined): Promise<readonly TablePattern[]> {
  const { columns, sampleWeights } = request
  const condition = rowCondition(request)
  const weight = sampleWeights === undefined ? 'toFloat64(count())' : `sum(toFloat64(${quoteName(sampleWeights)}))`
  const digits = columns.map(name => `toString(${hasNumber(name)})`).join(', ')
  // Old servers join two texts at least. One pattern too many is enough to refuse: a wide table may have one for each row.
  const sql = `SELECT concat('', ${digits}) AS mixtura_pattern, count(), ${weight} FROM ${origin(request)}${condition === null ? '' : ` WHERE ${condition}`} GROUP BY mixtura_pattern LIMIT ${maxPatterns + 1}`
  const parts = await onEveryShard(shards, signal, (shard, either) => queryShard(shard, { sql, signal: either }))
  const patterns = new Map<string, { rows: number; weight: number }>()
  for (const [pattern, rows, sum] of parts.flat()) {
    const known = patterns.get(String(pattern)) ?? { rows: 0, weight: 0 }
    patterns.set(String(pattern), { rows: known.rows + Number(rows), weight: known.weight + Number(sum) })
  }
  if (patterns.size > maxPatterns) throw new TablePatternsError(maxPatterns)
  return Array.from(patterns, ([pattern, { rows, weight }]) => ({ observed: Array.from(pattern).flatMap((digit, i) => (digit === '1' ? [i] : [])), rows, weight })).sort(
    (a, b) => b.rows - a.rows || b.observed.length - a.observed.length || a.observed.join().localeCompare(b.observed.join()),
  )
}
