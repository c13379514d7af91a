import type { ColumnSummary, DatasetSummary } from '../../contract/dataset.js'
import type { Features } from '../../contract/features.js'
import type { ChosenRoles } from './roleChoice.js'

export type Scaling = Features['scaling']
export type MissingPolicy = Features['missing']

/** The user's choices for a dataset. Null means not chosen: then a proposal applies, or the user must decide. */
export interface FeatureChoice {
  readonly columns: readonly string[]
  readonly scaling: Scaling | null
  readonly missing: MissingPolicy | null
  /** The column that holds the known class of each row, for families that need one. */
  readonly label: string | null
  /** Roles that differ from the proposed ones, for families that take columns of all kinds. */
  readonly roles?: ChosenRoles
}

/** If two standard deviations differ by more than this factor, standardising is proposed. */
const scaleSpread = 10

/** The columns of features are in use; of images all pixels, because a part of an image is no image. */
export function initialChoice({ columns, images }: DatasetSummary): FeatureChoice {
  return { columns: columns.filter(images ? canEnter : isProposed).map(({ name }) => name), scaling: null, missing: null, label: null }
}

export function isProposed(column: ColumnSummary): boolean {
  return column.type === 'number' && column.role === 'feature'
}

/** Whether a fit can use the column: only number columns can be used. */
export function canEnter(column: ColumnSummary): boolean {
  return column.type === 'number'
}

/** `standardize` if the largest standard deviation is more than ten times the smallest, otherwise `none`. Pixels of images share a unit. */
export function proposedScaling(columns: readonly ColumnSummary[], images = false): Scaling {
  if (images) return 'none'
  const deviations = columns.map(column => column.standardDeviation ?? 0).filter(value => value > 0)
  if (deviations.length < 2) return 'none'
  const smallest = deviations.reduce((a, b) => Math.min(a, b))
  const largest = deviations.reduce((a, b) => Math.max(a, b))
  return largest > scaleSpread * smallest ? 'standardize' : 'none'
}

export interface MissingCells {
  readonly cells: number
  /** Bounds of the number of rows that would be left out. They are equal if only one column has missing cells. */
  readonly fewestRows: number
  readonly mostRows: number
}

export function missingCells(columns: readonly ColumnSummary[], rows: number): MissingCells {
  const gaps = columns.map(column => column.missing + column.nonFinite)
  const cells = gaps.reduce((a, b) => a + b, 0)
  return { cells, fewestRows: gaps.reduce((a, b) => Math.max(a, b), 0), mostRows: Math.min(cells, rows) }
}
