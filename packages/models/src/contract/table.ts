import type { MixedColumn, MixedTableSource, StatisticsSource } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'

/** Height, width and channels of the image that each row of a table holds. */
export type ImageShape = readonly [height: number, width: number, channels: number]

/** How the columns of a table were scaled: samples = (cell - center) / scale. */
export interface ColumnScaling {
  /** [D] units of the columns. */
  readonly center: readonly number[]
  /** [D] above 0, units of the columns. */
  readonly scale: readonly number[]
}

/** The label of a class. */
export type Label = string | number

/** A level of a feature. */
export interface TableLevel {
  readonly name: string
  /** The values in the file that have this level. */
  readonly of: readonly string[]
}

/** What the cells of a column are, as `readFeatures` of @mixtura/data says it. */
export interface TableFeature {
  /** A number, a level of a category, a level in an order, a whole number of at least 0, or one of two levels. */
  readonly role: FeatureRole
  /** The levels of a category, ordinal or binary column, whose cells are their positions from 0; null for numbers and counts. */
  readonly levels?: readonly TableLevel[] | null
  /** How dates became numbers or levels; null for other columns. */
  readonly date?: string | null
}

/** Roles of columns. */
export const tableRoles = ['number', 'category', 'ordinal', 'count', 'binary'] as const
/** What the cells of a column are in a mixture. The roles of `@mixtura/data` are the same. */
export type FeatureRole = (typeof tableRoles)[number]

/** Whether the cells of a column of this role are positions of levels. */
export const hasLevels = (role: FeatureRole): boolean => role !== 'number' && role !== 'count'

const plainNumber: TableFeature = { role: 'number', levels: null }

/** [D] what the columns are; numbers if nothing else is said. */
export const featuresOf = (columns: number, features: readonly TableFeature[] | undefined): readonly TableFeature[] => features ?? new Array<TableFeature>(columns).fill(plainNumber)

/** A table that a family is fitted to. It can be cloned between threads and processes. */
export interface Table {
  /** [N, D] row-major, float64. NaN is a missing cell. */
  readonly samples: Matrix
  /** [D]; x1, x2, … by default. */
  readonly columnNames?: readonly string[]
  /** [D] what the cells of each column are; numbers by default. Families without `takesRoles` refuse other columns. */
  readonly features?: readonly TableFeature[]
  /** [N] known class of each row. */
  readonly labels?: readonly Label[]
  /** Name of the column that holds the labels; 'label' by default. */
  readonly labelName?: string
  /** If each row is an image: its shape, whose product is D. */
  readonly imageShape?: ImageShape
  /**
   * If the samples are scaled cells: how. It is saved with the model, whose methods take and give scaled rows; see `OwnUnits`. Any centres
   * and scales are valid, but the script of the fit repeats only the scaling 'standardize' of `readFeatures` of @mixtura/data, and says so.
   */
  readonly scaling?: ColumnScaling
}

/** A table that stays where it is, such as in a database: its statistics travel instead of its rows. */
export interface RemoteTable {
  readonly source: StatisticsSource
  /** [D]; x1, x2, … by default. */
  readonly columnNames?: readonly string[]
  /** [D] missing cells of each column, which the source integrates out; none by default. */
  readonly missingOfColumns?: readonly number[]
  /** As in `Table`: how the source scales the cells. */
  readonly scaling?: ColumnScaling
  /** [D] what the cells of each column are; numbers by default. */
  readonly features?: readonly TableFeature[]
  /** Opens the rows as a table of mixed columns. Only tables on disk have it. */
  readonly mixedTable?: (columns: readonly MixedColumn[]) => Promise<MixedTableSource>
}

/** What is known of a table without its cells: enough to accept it and to estimate costs. */
export interface TableFacts {
  readonly rows: number
  readonly columns: number
  /** [D] */
  readonly columnNames: readonly string[]
  readonly missingCells: number
  /** [D] missing cells of each column; left out if none is missing. */
  readonly missingOfColumns?: readonly number[]
  /** [D] what the cells of each column are; left out if all are numbers. */
  readonly features?: readonly TableFeature[]
  /** Rows of each class, in the order of first occurrence; null for a table without labels. */
  readonly classes: readonly ClassFacts[] | null
  readonly labelName: string
  readonly imageShape: ImageShape | null
  /** Null if the samples are the cells themselves. */
  readonly scaling: ColumnScaling | null
}

/** A class of a column of labels, and its number of rows. */
export interface ClassFacts {
  readonly label: Label
  readonly rows: number
}

/** The facts of a table in memory. */
export function tableFacts({ samples, columnNames, features, labels, labelName = 'label', imageShape, scaling }: Table): TableFacts {
  const { rows, columns, data } = samples
  const missingOfColumns = new Array<number>(columns).fill(0)
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) missingOfColumns[i % columns]++
  const missingCells = missingOfColumns.reduce((sum, count) => sum + count, 0)
  return {
    rows,
    columns,
    columnNames: columnNames ?? numberedNames(columns),
    missingCells,
    ...(missingCells > 0 && { missingOfColumns }),
    ...featureFacts(features),
    classes: labels ? classFacts(labels) : null,
    labelName,
    imageShape: imageShape ?? null,
    scaling: scaling ?? null,
  }
}

/** What is saved of features that are more than numbers. */
function featureFacts(features: readonly TableFeature[] | undefined): Pick<TableFacts, 'features'> {
  if (!features?.some(isMore)) return {}
  return { features: features.map(({ role, levels = null, date = null }) => ({ role, levels: levels && levels.map(({ name, of }) => ({ name, of })), date })) }
}

/** A source that knows its columns, such as those of @mixtura/data and @mixtura/clickhouse. */
export interface DescribedSource extends StatisticsSource {
  readonly columnNames: readonly string[]
  /** [D] */
  readonly missingOfColumns: readonly number[]
  /** [D] each: zeros and ones if the columns are not scaled. */
  readonly scaling: { readonly center: ArrayLike<number>; readonly scale: ArrayLike<number> }
  /** As in `RemoteTable`. */
  readonly features?: readonly TableFeature[]
  readonly mixedTable?: RemoteTable['mixedTable']
}

/** A source as families take it. */
export function remoteTableOf(source: DescribedSource): RemoteTable {
  const { columnNames, missingOfColumns, features, mixedTable } = source
  const [center, scale] = [Array.from(source.scaling.center), Array.from(source.scaling.scale)]
  const isScaled = scale.some(value => value !== 1) || center.some(value => value !== 0)
  return { source, columnNames, missingOfColumns, ...(isScaled && { scaling: { center, scale } }), ...(features && { features }), ...(mixedTable && { mixedTable }) }
}

/** The facts of a table that stays where it is. Its cells are complete, except those that `missingOfColumns` counts. */
export function remoteTableFacts({ source: { rows, columns }, columnNames, missingOfColumns, scaling, features }: RemoteTable): TableFacts {
  const missingCells = missingOfColumns?.reduce((sum, count) => sum + count, 0) ?? 0
  return {
    rows,
    columns,
    columnNames: columnNames ?? numberedNames(columns),
    missingCells,
    ...(missingCells > 0 && { missingOfColumns: missingOfColumns! }),
    ...featureFacts(features),
    classes: null,
    labelName: 'label',
    imageShape: null,
    scaling: scaling ?? null,
  }
}

/** Whether a feature is more than a column of numbers. */
const isMore = ({ role, date = null }: TableFeature): boolean => role !== 'number' || date !== null

const numberedNames = (columns: number): readonly string[] => Array.from({ length: columns }, (_, at) => `x${at + 1}`)

function classFacts(labels: readonly Label[]): readonly ClassFacts[] {
  const counts = new Map<Label, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return Array.from(counts, ([label, rows]) => ({ label, rows }))
}
