import { featureColumns } from '../columns/featureColumns.js'
import { isScaledRole, requestOf, roleRequests } from '../columns/roleRequests.js'
import type { Dataset, FeatureRequest } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { MissingValuesError, type IncompleteColumn } from '../errors/columnErrors.js'
import type { FeatureColumn } from '../featureRoles.js'
import { featureCells } from './featureCells.js'
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
  /** Whether no cell of the columns is missing or not finite. */
  readonly isComplete: boolean
  /** ` WHERE ...`, or nothing if all rows are read. */
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
  if (!isComplete && (request.missing ?? 'error') === 'error') {
    throw new MissingValuesError(await incompleteColumns(database, { dataset, staged, chosen }))
  }
  const features = requests && (await featureCells(database, { dataset, staged, requests: chosen.map(index => requestOf(requests, dataset.columns[index].name)) }))
  const keys = features ? features.map(({ cells }) => cells) : chosen.map(index => staged.columns[index].key)
  const takesAll = isComplete || request.missing === 'keep'
  return {
    chosen,
    columnNames: chosen.map(index => dataset.columns[index].name),
    keys,
    features: features?.map(({ column }) => column),
    isScaled: features ? features.map(({ column }) => isScaledRole(column.role)) : chosen.map(() => true),
    isComplete,
    condition: takesAll ? '' : ` WHERE ${keys.map(isUsable).join(' AND ')}`,
  }
}

/** SQL for whether a cell is a finite number, as a fit needs. */
export function isUsable(key: string): string {
  return `(${key} IS NOT NULL AND isfinite(CAST(${key} AS DOUBLE)))`
}

async function incompleteColumns(
  database: Database,
  { dataset, staged, chosen }: {
    readonly dataset: Pick<Dataset, 'columns'>
    readonly staged: StagedTable
    readonly chosen: readonly number[]
  },
): Promise<IncompleteColumn[]> {
  const incomplete: IncompleteColumn[] = []
  for (const index of chosen) {
    const { name, missing, nonFinite } = dataset.columns[index]
    if (missing + nonFinite === 0) continue
    const row = await firstUnusable(database, staged.columns[index])
    incomplete.push({ name, missing, nonFinite, row: row + 1, line: await staged.lineOf(row) })
  }
  return incomplete
}

async function firstUnusable(database: Database, { key, storage }: TableColumn): Promise<number> {
  const condition = isNumberStorage(storage) ? isUsable(key) : `(${key} IS NOT NULL)`
  const [{ row }] = await database.rows(`SELECT min(rowid) AS row FROM ${cellsTable} WHERE NOT ${condition}`)
  return Number(row)
}
