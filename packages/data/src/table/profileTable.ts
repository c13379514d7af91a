import type { DatasetColumn } from '../dataset.js'
import type { Database, SqlRow } from '../duckdb/database.js'
import { histogramBins, mostTopValues, tukeyFences, type ColumnProfile } from '../rows/columnProfile.js'
import { readDates } from './momentSql.js'
import type { QueriedTable } from './rowQuerySql.js'
import { cellsTable, isNumberStorage, type TableColumn } from './tableColumn.js'

/** Number of columns profiled by one pair of queries, so that the query plan of a wide table stays small enough. */
const columnsPerQuery = 40

/** The profiles of some columns, two queries for 40 of them: quartiles and ranges first, then everything that is counted. */
export async function profileTable(
  database: Database,
  { columns, keys, chosen, signal }: QueriedTable & { readonly chosen: readonly number[]; readonly signal: AbortSignal | undefined },
): Promise<ColumnProfile[]> {
  const profiles: ColumnProfile[] = []
  for (let first = 0; first < chosen.length; first += columnsPerQuery) {
    const batch = chosen.slice(first, first + columnsPerQuery)
    const dates = batch.filter(index => columns[index].type === 'date')
    const readings = await readDates(database, dates.map(index => keys[index]), signal)
    const profiled = batch.map(index => ({ facts: columns[index], column: keys[index], moment: readings[dates.indexOf(index)]?.moment ?? null }))
    profiles.push(...(await profileBatch(database, profiled, signal)))
  }
  return profiles
}

interface ProfiledColumn {
  readonly facts: DatasetColumn
  readonly column: TableColumn
  /** SQL for the cells of a date column as timestamps; null for other columns, and if days and months cannot be told apart. */
  readonly moment: string | null
}

type Kind = 'number' | 'date' | 'words' | 'none'

function kindOf({ facts, column, moment }: ProfiledColumn): Kind {
  if (facts.type === 'number' && isNumberStorage(column.storage)) return facts.minimum === null ? 'none' : 'number'
  if (facts.type === 'date') return moment === null ? 'none' : 'date'
  return facts.role === 'identifier' ? 'none' : 'words'
}

async function profileBatch(database: Database, batch: readonly ProfiledColumn[], signal: AbortSignal | undefined): Promise<ColumnProfile[]> {
  const measured = batch.flatMap(each => measures(each))
  const [row = {}] = measured.length === 0 ? [] : await database.rows(`SELECT ${measured.join(', ')} FROM ${cellsTable}`, signal)
  const plans = batch.map(each => planOf(each, row))
  const counting = plans.flatMap((plan, at) => countsOf(batch[at], plan, at))
  const counted = counting.length === 0 ? [] : await database.rows(counting.join(' UNION ALL '), signal)
  const byColumn = batch.map(() => [] as SqlRow[])
  for (const each of counted) byColumn[Number(each['column'])].push(each)
  return batch.map(({ facts: { name } }, at) => profileOf(name, plans[at], byColumn[at]))
}

/** SQL of the finite cells of a number column, or of the days of a date column in milliseconds. */
function valueOf({ column, moment }: ProfiledColumn): string {
  return moment !== null ? `epoch_ms(${moment})` : `CAST(${column.key} AS DOUBLE)`
}

function measures(each: ProfiledColumn): string[] {
  const { key } = each.column
  const value = valueOf(each)
  switch (kindOf(each)) {
    case 'number': {
      const finite = `FILTER (isfinite(${value}))`
      return [
        ...[0.25, 0.5, 0.75].map((share, at) => `quantile_cont(${value}, ${share}) ${finite} AS ${key}_q${at}`),
        `bool_and(${value} = trunc(${value})) ${finite} AS ${key}_whole`,
      ]
    }
    case 'date':
      return [`min(${value}) AS ${key}_min`, `max(${value}) AS ${key}_max`]
    default:
      return []
  }
}

interface Plan {
  readonly kind: Kind
  readonly quartiles: ColumnProfile['quartiles']
  readonly fences: ReturnType<typeof tukeyFences> | null
  readonly bins: ReturnType<typeof histogramBins>
}

function planOf(each: ProfiledColumn, row: SqlRow): Plan {
  const kind = kindOf(each)
  const { facts: { minimum, maximum }, column: { key } } = each
  if (kind === 'number') {
    const quartiles = [0, 1, 2].map(at => Number(row[`${key}_q${at}`])) as [number, number, number]
    return { kind, quartiles, fences: tukeyFences(quartiles), bins: histogramBins(minimum!, maximum!, row[`${key}_whole`] === true) }
  }
  const bins = kind === 'date' && row[`${key}_min`] !== null ? histogramBins(Number(row[`${key}_min`]), Number(row[`${key}_max`]), false) : null
  return { kind, quartiles: null, fences: null, bins }
}

/** Queries that count: `bin` is an interval, or `below` or `above` the fences; `value` is a frequent value. */
function countsOf(each: ProfiledColumn, { kind, fences, bins }: Plan, at: number): string[] {
  const { key } = each.column
  const value = valueOf(each)
  const number = (x: number): string => `CAST('${x}' AS DOUBLE)`
  if (kind === 'words') {
    return [
      `(SELECT ${at} AS "column", CAST(NULL AS VARCHAR) AS bin, CAST(${key} AS VARCHAR) AS value, count(*) AS rows FROM ${cellsTable} ` +
        `WHERE ${key} IS NOT NULL GROUP BY ${key} ORDER BY rows DESC, value LIMIT ${mostTopValues})`,
    ]
  }
  const queries: string[] = []
  if (bins) {
    const bin = `CAST(least(floor((${value} - ${number(bins.from)}) * ${number(bins.bins / (bins.to - bins.from))}), ${bins.bins - 1}) AS INTEGER)`
    const usable = kind === 'number' ? `isfinite(${value})` : `${value} IS NOT NULL`
    queries.push(`SELECT ${at} AS "column", CAST(${bin} AS VARCHAR) AS bin, CAST(NULL AS VARCHAR) AS value, count(*) AS rows FROM ${cellsTable} WHERE ${usable} GROUP BY bin`)
  }
  if (fences) {
    for (const [side, condition] of [['below', `${value} < ${number(fences.lowFence)}`], ['above', `${value} > ${number(fences.highFence)}`]]) {
      queries.push(`SELECT ${at} AS "column", '${side}' AS bin, CAST(NULL AS VARCHAR) AS value, count(*) AS rows FROM ${cellsTable} WHERE isfinite(${value}) AND ${condition}`)
    }
  }
  return queries
}

function profileOf(name: string, { kind, quartiles, fences, bins }: Plan, counted: readonly SqlRow[]): ColumnProfile {
  const rowsOf = (bin: string): number => Number(counted.find(each => each['bin'] === bin)?.['rows'] ?? 0)
  const counts = bins === null ? [] : new Array<number>(bins.bins).fill(0)
  if (bins !== null) for (const { bin, rows } of counted) if (bin !== 'below' && bin !== 'above') counts[Number(bin)] += Number(rows)
  return {
    name,
    quartiles,
    outliers: fences && { below: rowsOf('below'), above: rowsOf('above'), ...fences },
    histogram: bins && { from: bins.from, to: bins.to, counts },
    topValues: kind === 'words' ? counted.map(({ value, rows }) => ({ value: String(value), rows: Number(rows) })) : null,
  }
}
