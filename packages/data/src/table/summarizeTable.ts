import { columnRole, wordsType } from '../columns/columnRole.js'
import { proposeRole } from '../columns/roleProposal.js'
import type { ColumnType, DatasetColumn } from '../dataset.js'
import type { Database, SqlRow, SqlValue } from '../duckdb/database.js'
import { cellsTable, isNumberStorage, type TableColumn } from './tableColumn.js'
import { finiteOrNull, largestSummed, summingScaleOf, wideFacts, type ColumnFacts } from './wideFacts.js'

/** Number of columns summarised by one query, so that the query plan of a wide table stays small enough. */
const columnsPerQuery = 40

/** Up to this many distinct values are counted; larger numbers are estimated (HyperLogLog). */
const countedDistinct = 5000

/** If the estimate is at least this share of the cells, distinct values are counted, since all cells may differ. The estimate may err by a tenth. */
const nearlyAllDistinct = 0.8

/** Tables with more columns than `narrowColumns` and at most `fewRows` rows are summarised by `wideFacts`, not by DuckDB. */
const narrowColumns = 40
const fewRows = 50_000

/** The facts of every column of the table `cells`. */
export async function summarizeTable(
  database: Database,
  columns: readonly TableColumn[],
  { rows, signal }: { readonly rows: number; readonly signal?: AbortSignal | undefined },
): Promise<DatasetColumn[]> {
  const isWide = columns.length > narrowColumns && rows <= fewRows
  const facts = isWide ? await wideFacts(database, columns, rows) : await tallFacts(database, columns, { rows, signal })
  signal?.throwIfAborted()
  return columns.map((column, index) => {
    const { present, nonFinite, distinct, isCounted, isWhole, isIncreasing, minimum, maximum, mean, standardDeviation } = facts[index]
    const isDistinct = isCounted && distinct === present
    const detectedType = column.detected === 'words' ? wordsType(present, distinct) : column.detected
    const { name, override } = column
    const type: ColumnType = override ?? detectedType
    const missing = rows - present
    const role = columnRole({ name, type, present, missing, nonFinite, isDistinct, isWhole, isIncreasing, minimum, maximum })
    const proposal = proposeRole({ type, role, distinct, isWhole, minimum, maximum })
    return { name, type, detectedType, role, proposal, missing, nonFinite, distinct, minimum, maximum, mean, standardDeviation }
  })
}

interface Counts {
  readonly present: number
  readonly nonFinite: number
  readonly estimate: number
  readonly isWhole: boolean
  readonly minimum: number | null
  readonly maximum: number | null
  readonly mean: number | null
  readonly standardDeviation: number | null
}

/** Computes the facts with DuckDB: one query for every few columns, and further queries for the facts that need them. */
async function tallFacts(
  database: Database,
  columns: readonly TableColumn[],
  { rows, signal }: { readonly rows: number; readonly signal: AbortSignal | undefined },
): Promise<ColumnFacts[]> {
  const facts: ColumnFacts[] = []
  for (let first = 0; first < columns.length; first += columnsPerQuery) {
    const batch = columns.slice(first, first + columnsPerQuery)
    const [row] = await database.rows(`SELECT ${batch.flatMap(aggregates).join(', ')} FROM ${cellsTable}`, signal)
    const counts = await withScaled(database, batch, { counts: batch.map(column => readCounts(row, column)), signal })
    const distincts = await countDistinct(database, batch, { counts, rows, signal })
    for (const [index, column] of batch.entries()) {
      const { present, isWhole, estimate } = counts[index]
      const counted = distincts[index]
      const isIncreasing = counted === present && isWhole && (await increases(database, column, signal))
      facts.push({ ...counts[index], distinct: counted ?? Math.min(estimate, present), isCounted: counted !== null, isIncreasing })
    }
  }
  return facts
}

function aggregates({ key, storage }: TableColumn): string[] {
  const shared = [`count(${key}) AS ${key}_present`, `approx_count_distinct(${key}) AS ${key}_estimate`]
  if (!isNumberStorage(storage)) return shared
  const value = `CAST(${key} AS DOUBLE)`
  const finite = `FILTER (isfinite(${value}))`
  const summed = `FILTER (isfinite(${value}) AND abs(${value}) <= ${largestSummed})`
  return [
    ...shared,
    `count(*) FILTER (NOT isfinite(${value})) AS ${key}_nonfinite`,
    `bool_and(${value} = trunc(${value})) ${finite} AS ${key}_whole`,
    `min(${value}) ${finite} AS ${key}_min`,
    `max(${value}) ${finite} AS ${key}_max`,
    `favg(${value}) ${summed} AS ${key}_mean`,
    `stddev_samp(${value}) ${summed} AS ${key}_sd`,
  ]
}

/** Recomputes mean and standard deviation of columns with very large or very small cells, which are first scaled by a power of two. */
async function withScaled(
  database: Database, columns: readonly TableColumn[],
  { counts, signal }: { readonly counts: readonly Counts[]; readonly signal: AbortSignal | undefined },
): Promise<Counts[]> {
  const scales = new Map(columns.map(({ key }, index) => [key, summingScaleOf(counts[index])] as const).filter(([, scale]) => scale !== 1))
  if (scales.size === 0) return [...counts]
  const selection = [...scales].flatMap(([key, scale]) => {
    const value = `CAST(${key} AS DOUBLE)`
    const scaled = `(${value} * CAST(${1 / scale} AS DOUBLE)) FILTER (isfinite(${value}))`
    return [`favg${scaled} AS ${key}_mean`, `stddev_samp${scaled} AS ${key}_sd`]
  })
  const [row] = await database.rows(`SELECT ${selection.join(', ')} FROM ${cellsTable}`, signal)
  return counts.map((each, index) => {
    const { key } = columns[index]
    const scale = scales.get(key)
    if (scale === undefined) return each
    const restored = (value: SqlValue): number | null => (typeof value === 'number' ? finiteOrNull(value * scale) : null)
    return { ...each, mean: restored(row[`${key}_mean`]), standardDeviation: restored(row[`${key}_sd`]) }
  })
}

function readCounts(row: SqlRow, { key, storage }: TableColumn): Counts {
  const shared = { present: Number(row[`${key}_present`]), estimate: Number(row[`${key}_estimate`]) }
  if (!isNumberStorage(storage)) {
    return { ...shared, nonFinite: 0, isWhole: false, minimum: null, maximum: null, mean: null, standardDeviation: null }
  }
  const number = (value: SqlValue): number | null => (typeof value === 'number' ? value : null)
  return {
    ...shared,
    nonFinite: Number(row[`${key}_nonfinite`]),
    isWhole: row[`${key}_whole`] === true,
    minimum: number(row[`${key}_min`]),
    maximum: number(row[`${key}_max`]),
    mean: number(row[`${key}_mean`]),
    standardDeviation: number(row[`${key}_sd`]),
  }
}

/**
 * Counts distinct values in columns for which an estimate is not good enough: columns with few distinct values, and
 * columns that may name the rows because all cells may differ. Null for the other columns.
 */
async function countDistinct(
  database: Database,
  columns: readonly TableColumn[],
  { counts, rows, signal }: {
    readonly counts: readonly Counts[]
    readonly rows: number
    readonly signal: AbortSignal | undefined
  },
): Promise<(number | null)[]> {
  const counted = columns.flatMap(({ key, storage }, index) => {
    const { present, nonFinite, estimate, isWhole } = counts[index]
    const mayNameRows = present === rows && estimate >= nearlyAllDistinct * present && (isWhole || !isNumberStorage(storage))
    if (estimate > countedDistinct && !mayNameRows) return []
    return [`count(DISTINCT ${key})${nonFinite === 0 ? '' : ` FILTER (isfinite(CAST(${key} AS DOUBLE)))`} AS ${key}`]
  })
  if (counted.length === 0) return columns.map(() => null)
  const [row] = await database.rows(
    `SELECT ${counted.join(', ')} FROM ${cellsTable}`,
    signal,
  )
  return columns.map(({ key }) => (key in row ? Number(row[key]) : null))
}

/** Whether every cell is larger than the one before it in the file. */
async function increases(database: Database, { key }: TableColumn, signal: AbortSignal | undefined): Promise<boolean> {
  const [{ increasing }] = await database.rows(
    `SELECT bool_and(${key} > before) AS increasing FROM ` +
      `(SELECT ${key}, lag(${key}) OVER (ORDER BY rowid) AS before FROM ${cellsTable})`,
    signal,
  )
  return increasing === true
}
