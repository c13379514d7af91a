import { histogramBins, tukeyFences, type TukeyFences } from '@mixtura/numerics'
import { readOptions, type OptionReaders } from '@mixtura/numerics/validation'
import { isDateType, isNumberType, readTypes } from './columnFacts.js'
import { countBins, type CountedColumn } from './countBins.js'
import { UnknownTableColumnError } from './errors.js'
import { measureCells } from './measureCells.js'
import { requireOneOrigin, tableReaders, type TableOptions } from './options.js'
import { orderStatistics, quartilesOf } from './orderStatistics.js'
import { queryNumbers } from './queryNumbers.js'
import { onEveryShard, shardsOf, type Shard } from './shards/shard.js'
import { numberLiteral } from './sql/literals.js'
import { columnName } from './sql/mixtureLevels.js'
import { cellsSelect, total } from './sql/numberFacts.js'
import { origin } from './sql/tableRows.js'
import { topValues, type ValueCount } from './topValues.js'

/** What the cells of a column look like, over all shards. */
export interface TableColumnProfile {
  readonly name: string
  /** Lower quartile, median and upper quartile of the finite cells of numbers (linear between order statistics); null for other columns, and for very uneven ones. */
  readonly quartiles: readonly [lower: number, median: number, upper: number] | null
  /** Cells beyond 1.5 quartile ranges from the middle half; null without quartiles. */
  readonly outliers: ({ readonly below: number; readonly above: number } & TukeyFences) | null
  /** Counts of intervals of equal width, in the units of the column; of days and times in milliseconds since 1970. Null unless two numbers, days or times differ. */
  readonly histogram: { readonly from: number; readonly to: number; readonly counts: readonly number[] } | null
  /** The most frequent values as ClickHouse writes them, the most frequent first; null for numbers, days and times, and for columns of more than 100,000 different values. */
  readonly topValues: readonly ValueCount[] | null
}

/** Options of `profileTable`. */
export type ProfileTableOptions = TableOptions

const profileReaders: OptionReaders<ProfileTableOptions> = tableReaders

/** Parts of an interval of the histogram that are counted apart, so that quartiles are found by fewer scans. */
const parts = 8

/**
 * Distributions of columns of any type. All counts are exact. Numbers take a scan of their columns, and then about a dozen scans of each
 * column for the quartiles of a billion different values, fewer for fewer; other columns take one or two.
 *
 * @throws {InvalidOptionError} {UnknownTableColumnError} {ClickHouseStatementError} {ClickHouseUnreachableError}
 */
export async function profileTable(options: ProfileTableOptions): Promise<readonly TableColumnProfile[]> {
  const read = readOptions('profileTable', options, profileReaders)
  requireOneOrigin(read)
  const { columns, signal } = read
  const shards = shardsOf(read.client, read.retries)
  const types = await readTypes(shards[0], read)
  const unknown = columns.find(name => !types.has(name))
  if (unknown !== undefined) throw new UnknownTableColumnError(unknown, [...types.keys()])
  const measured = columns.filter(name => isNumberType(types.get(name)!) || isDateType(types.get(name)!))
  const whole = measured.map((_, at) => `countIf(isFinite(${columnName.cell(at)}) AND ${columnName.cell(at)} != floor(${columnName.cell(at)}))`)
  const facts = measured.length === 0 ? null : await measureCells(shards, { columns: measured, origin: origin(read), condition: null, aggregates: whole, signal })
  const profiles: TableColumnProfile[] = []
  for (const name of columns) {
    const at = measured.indexOf(name)
    const column: CountedColumn = { name, origin: origin(read), signal }
    if (at < 0) {
      profiles.push({ name, quartiles: null, outliers: null, histogram: null, topValues: await topValues(shards, column) })
      continue
    }
    const isWhole = total(facts!.aggregates.map(counts => counts[at])) === 0
    const type = types.get(name)!
    profiles.push(isDateType(type) ? await dateProfile(shards, column, { ...facts!.facts[at], type }) : await numberProfile(shards, column, { ...facts!.facts[at], isWhole }))
  }
  return profiles
}

interface Range {
  readonly finite: number
  readonly minimum: number
  readonly maximum: number
}

async function numberProfile(shards: readonly Shard[], column: CountedColumn, { finite, minimum, maximum, isWhole }: Range & { readonly isWhole: boolean }): Promise<TableColumnProfile> {
  const { name } = column
  if (finite === 0) return { name, quartiles: null, outliers: null, histogram: null, topValues: null }
  const bins = histogramBins(minimum, maximum, isWhole)
  if (!bins) return { name, quartiles: minimum === maximum ? [minimum, minimum, minimum] : null, outliers: null, histogram: null, topValues: null }
  const counted = await countBins(shards, column, { ...bins, bins: parts * bins.bins })
  const quartiles = await quartilesOf(total(counted.map(({ count }) => count)), orderStatistics(shards, column, counted))
  const fences = quartiles && tukeyFences(quartiles)
  const counts = Array.from({ length: bins.bins }, (_, bin) => total(counted.slice(parts * bin, parts * (bin + 1)).map(({ count }) => count)))
  return { name, quartiles, outliers: fences && { ...(await countBeyond(shards, column, fences)), ...fences }, histogram: { from: bins.from, to: bins.to, counts }, topValues: null }
}

/** Numbers of days count from 1970, those of times are seconds. */
async function dateProfile(shards: readonly Shard[], column: CountedColumn, { minimum, maximum, type }: Range & { readonly type: string }): Promise<TableColumnProfile> {
  const bins = histogramBins(minimum, maximum, false)
  const unit = /DateTime/.test(type) ? 1000 : 86_400_000
  const counted = bins && (await countBins(shards, column, bins))
  return {
    name: column.name, quartiles: null, outliers: null, topValues: null,
    histogram: bins && { from: unit * bins.from, to: unit * bins.to, counts: counted!.map(({ count }) => count) },
  }
}

async function countBeyond(shards: readonly Shard[], { name, origin, signal }: CountedColumn, { lowFence, highFence }: TukeyFences): Promise<{ readonly below: number; readonly above: number }> {
  const cell = columnName.cell(0)
  const beyond = [`${cell} < ${numberLiteral(lowFence)}`, `${cell} > ${numberLiteral(highFence)}`].map(side => `countIf(isFinite(${cell}) AND ${side})`)
  const sql = `SELECT ${beyond.join(', ')} FROM (${cellsSelect([name], { origin, condition: null })})`
  const counts = await onEveryShard(shards, signal, (shard, either) => queryNumbers(shard, sql, either))
  return { below: total(counts.map(([below]) => below)), above: total(counts.map(([, above]) => above)) }
}
