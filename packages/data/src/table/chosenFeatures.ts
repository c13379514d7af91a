import { featureColumns } from '../columns/featureColumns.js'
import { isScaledRole, requestOf, roleRequests } from '../columns/roleRequests.js'
import type { Dataset, FeatureRequest } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { MissingValuesError, NoCompleteRowsError, type IncompleteColumn } from '../errors/columnErrors.js'
import { NoRowsSelectedError } from '../errors/rowErrors.js'
import type { FeatureColumn } from '../featureRoles.js'
import { featureCells } from './featureCells.js'
import { filterSql } from './rowQuerySql.js'
import { cellsTable, isNumberStorage, type StagedTable, type TableColumn } from './tableColumn.js'

/** The columns that a request chooses, and the rows of them that are read. */
export interface ChosenFeatures {
  /** Positions of the columns. */
  readonly chosen: readonly number[]
  readonly columnNames: readonly string[]
  /** SQL for the cells of each column as numbers: its key in the table, or what its role makes of it. */
  readonly keys: readonly string[]
  /** [D] the columns with their roles, if the request gives roles. */
  readonly features: readonly FeatureColumn[] | undefined
  /** [D] whether a scaling changes the column. */
  readonly isScaled: readonly boolean[]
  /** Whether no cell of the columns is missing or not finite, in any row. */
  readonly isComplete: boolean
  /** Whether no cell that is read is missing or not finite. */
  readonly readsComplete: boolean
  /** SQL for the rows that fulfil the filter of the request, without `WHERE`; an empty text if all rows do. */
  readonly filter: string
  /** ` WHERE ...`, or nothing if all rows are read: the filter, and the complete rows if others are left out. */
  readonly condition: string
}

/** @throws the errors of `readFeatures` about columns and missing cells. */
export async function chosenFeatures(
  database: Database,
  { dataset, staged, request }: {
    readonly dataset: Pick<Dataset, 'path' | 'columns' | 'dialect'>
    readonly staged: StagedTable
    readonly request: FeatureRequest
  },
): Promise<ChosenFeatures> {
  const requests = roleRequests(request.roles)
  const chosen = featureColumns(dataset, request.columns, requests)
  const isComplete = chosen.every(index => dataset.columns[index].missing + dataset.columns[index].nonFinite === 0)
  const filter = await filterSql(database, { columns: dataset.columns, keys: staged.columns }, request.where ?? {})
  const stops = (request.missing ?? 'error') === 'error'
  if (!isComplete && stops) {
    const incomplete = await incompleteColumns(database, { dataset, staged, chosen, filter })
    if (incomplete.length > 0) throw new MissingValuesError(incomplete)
  }
  const features = requests && (await featureCells(database, { dataset, staged, requests: chosen.map(index => requestOf(requests, dataset.columns[index].name)) }))
  const keys = features ? features.map(({ cells }) => cells) : chosen.map(index => staged.columns[index].key)
  const omitsRows = !isComplete && request.missing === 'omit-rows'
  const conditions = [...(filter === '' ? [] : [filter]), ...(omitsRows ? keys.map(isUsable) : [])]
  return {
    chosen,
    columnNames: chosen.map(index => dataset.columns[index].name),
    keys,
    features: features?.map(({ column }) => column),
    isScaled: features ? features.map(({ column }) => isScaledRole(column.role)) : chosen.map(() => true),
    isComplete,
    readsComplete: isComplete || stops || omitsRows,
    filter,
    condition: conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`,
  }
}

export async function countRows(database: Database, condition: string): Promise<number> {
  const [{ count }] = await database.rows(`SELECT count(*) AS count FROM ${cellsTable}${condition}`)
  return Number(count)
}

/** The error of a request that reads no row: none fulfils its filter, or none of those that do is complete. */
export async function noRowsError(
  database: Database,
  { dataset, filter, columnNames }: { readonly dataset: Pick<Dataset, 'rows'>; readonly filter: string; readonly columnNames: readonly string[] },
): Promise<NoRowsSelectedError | NoCompleteRowsError> {
  const selected = filter === '' ? dataset.rows : await countRows(database, ` WHERE ${filter}`)
  return selected === 0 ? new NoRowsSelectedError(dataset.rows) : new NoCompleteRowsError(columnNames, dataset.rows)
}

/** SQL for whether a cell is a finite number, as a fit needs. */
export function isUsable(key: string): string {
  return `(${key} IS NOT NULL AND isfinite(CAST(${key} AS DOUBLE)))`
}

/** The columns with unusable cells, with how many there are in the rows of the filter. */
async function incompleteColumns(
  database: Database,
  { dataset, staged, chosen, filter }: {
    readonly dataset: Pick<Dataset, 'columns'>
    readonly staged: StagedTable
    readonly chosen: readonly number[]
    readonly filter: string
  },
): Promise<IncompleteColumn[]> {
  const incomplete: IncompleteColumn[] = []
  for (const index of chosen) {
    const { name, missing, nonFinite } = dataset.columns[index]
    if (missing + nonFinite === 0) continue
    const found = filter === '' ? { missing, nonFinite } : await unusableCells(database, staged.columns[index], filter)
    if (found.missing + found.nonFinite === 0) continue
    const row = await firstUnusable(database, staged.columns[index], filter)
    incomplete.push({ name, ...found, row: row + 1, line: await staged.lineOf(row) })
  }
  return incomplete
}

async function unusableCells(database: Database, column: TableColumn, filter: string): Promise<Pick<IncompleteColumn, 'missing' | 'nonFinite'>> {
  const [{ rows, present, usable }] = await database.rows(
    `SELECT count(*) AS rows, count(${column.key}) AS present, count(*) FILTER (${hasValue(column)}) AS usable FROM ${cellsTable} WHERE ${filter}`,
  )
  return { missing: Number(rows) - Number(present), nonFinite: Number(present) - Number(usable) }
}

/** SQL for whether a cell has a value, which is finite if it is a number. */
function hasValue({ key, storage }: TableColumn): string {
  return isNumberStorage(storage) ? isUsable(key) : `(${key} IS NOT NULL)`
}

async function firstUnusable(database: Database, column: TableColumn, filter: string): Promise<number> {
  const [{ row }] = await database.rows(`SELECT min(rowid) AS row FROM ${cellsTable} WHERE NOT ${hasValue(column)}${filter === '' ? '' : ` AND ${filter}`}`)
  return Number(row)
}
