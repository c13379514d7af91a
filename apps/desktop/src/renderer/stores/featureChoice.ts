import type { ColumnSummary, DatasetSummary } from '../../contract/dataset.js'
import type { Features } from '../../contract/fit.js'

export type Scaling = Features['scaling']
export type MissingPolicy = Features['missing']

/** What the user chose for a dataset; null stands for "not chosen", where a proposal applies or the user must decide. */
export interface FeatureChoice {
  readonly columns: readonly string[]
  readonly scaling: Scaling | null
  readonly missing: MissingPolicy | null
}

/** Standard deviations further apart than this factor call for standardising. */
const scaleSpread = 10

export function initialChoice(dataset: DatasetSummary): FeatureChoice {
  return { columns: dataset.columns.filter(isProposed).map(({ name }) => name), scaling: null, missing: null }
}

export function isProposed(column: ColumnSummary): boolean {
  return column.type === 'number' && column.role === 'feature'
}

/** Only number columns can enter a fit. */
export function canEnter(column: ColumnSummary): boolean {
  return column.type === 'number'
}

/** `standardize` where the largest standard deviation is more than ten times the smallest, otherwise `none`. */
export function proposedScaling(columns: readonly ColumnSummary[]): Scaling {
  const deviations = columns.map(column => column.standardDeviation ?? 0).filter(value => value > 0)
  if (deviations.length < 2) return 'none'
  const smallest = deviations.reduce((a, b) => Math.min(a, b))
  const largest = deviations.reduce((a, b) => Math.max(a, b))
  return largest > scaleSpread * smallest ? 'standardize' : 'none'
}

export interface MissingCells {
  readonly cells: number
  /** Rows that would be left out lie between these: they are equal where one column alone has gaps. */
  readonly fewestRows: number
  readonly mostRows: number
}

export function missingCells(columns: readonly ColumnSummary[], rows: number): MissingCells {
  const gaps = columns.map(column => column.missing + column.nonFinite)
  const cells = gaps.reduce((a, b) => a + b, 0)
  return { cells, fewestRows: gaps.reduce((a, b) => Math.max(a, b), 0), mostRows: Math.min(cells, rows) }
}
