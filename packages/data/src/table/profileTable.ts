import { histogramBins, tukeyFences } from '@mixtura/numerics'
import type { DatasetColumn } from '../dataset.js'
import type { Database, SqlRow } from '../duckdb/database.js'
import { mostTopValues, type ColumnProfile } from '../rows/columnProfile.js'
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
  const quartiles = batch.filter(each => kindOf(each) === 'number').flatMap(({ column: { key } }) => [1, 2, 3].map(at => `${key}_q[${at}] AS ${key}_q${at}`))
  const [row = {}] = measured.length === 0 ? [] : await database.rows(`SELECT ${['*', ...quartiles].join(', ')} FROM (SELECT ${measured.join(', ')} FROM ${cellsTable})`, signal)
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
        // One aggregate keeps the values once, and sorts them once for all three.
        `quantile_cont(${value}, [0.25, 0.5, 0.75]) ${finite} AS ${key}_q`,
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
    const quartiles = [1, 2, 3].map(at => Number(row[`${key}_q${at}`])) as [number, number, number]
    return { kind, quartiles, fences: tukeyFences(quartiles), bins: histogramBins(minimum!, maximum!, row[`${key}_whole`] === true) }
  }
  const bins = kind === 'date' && row[`${key}_min`] !== null ? histogramBins(Number(row[`${key}_min`]), Number(row[`${key}_max`]), false) : null
  return { kind, quartiles: null, fences: null, bins }
}

/**
 * Queries that count, one for each column, so that each reads the column once. `bin` is an interval, and `below` and `above` are its
 * cells beyond the fences; `value` is a frequent value.
 */
function countsOf(each: ProfiledColumn, { kind, fences, bins }: Plan, at: number): string[] {
  const { key } = each.column
  const value = valueOf(each)
  const number = (x: number): string => `CAST('${x}' AS DOUBLE)`
  if (kind === 'words') {
    return [
      `(SELECT ${at} AS "column", CAST(NULL AS INTEGER) AS bin, CAST(${key} AS VARCHAR) AS value, count(*) AS rows, 0 AS below, 0 AS above FROM ${cellsTable} ` +
        `WHERE ${key} IS NOT NULL GROUP BY ${key} ORDER BY rows DESC, value LIMIT ${mostTopValues})`,
    ]
  }
  if (!bins && !fences) return []
  const bin = bins ? `CAST(least(floor((${value} - ${number(bins.from)}) * ${number(bins.bins / (bins.to - bins.from))}), ${bins.bins - 1}) AS INTEGER)` : '0'
  const usable = kind === 'number' ? `isfinite(${value})` : `${value} IS NOT NULL`
  const beyond = (condition: string | null): string => (condition === null ? '0' : `count(*) FILTER (${condition})`)
  const below = beyond(fences && `${value} < ${number(fences.lowFence)}`)
  const above = beyond(fences && `${value} > ${number(fences.highFence)}`)
  return [
    `(SELECT ${at} AS "column", ${bin} AS bin, CAST(NULL AS VARCHAR) AS value, count(*) AS rows, ${below} AS below, ${above} AS above ` +
      `FROM ${cellsTable} WHERE ${usable} GROUP BY ALL)`,
  ]
}

function profileOf(name: string, { kind, quartiles, fences, bins }: Plan, counted: readonly SqlRow[]): ColumnProfile {
  const sumOf = (side: 'below' | 'above'): number => counted.reduce((sum, each) => sum + Number(each[side]), 0)
  const counts = bins === null ? [] : new Array<number>(bins.bins).fill(0)
  if (bins !== null) for (const { bin, rows } of counted) counts[Number(bin)] += Number(rows)
  return {
    name,
    quartiles,
    outliers: fences && { below: sumOf('below'), above: sumOf('above'), ...fences },
    histogram: bins && { from: bins.from, to: bins.to, counts },
    topValues: kind === 'words' ? counted.map(({ value, rows }) => ({ value: String(value), rows: Number(rows) })) : null,
  }
}
