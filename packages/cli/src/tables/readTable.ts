import type { Dataset, FeatureRequest, RoleRequests } from '@mixtura/data'
import { tableFacts, type Acceptance, type ColumnScaling, type ImageShape, type Label, type Table, type TableFacts } from '@mixtura/models'
import { dataError } from '../commandError.js'
import type { CliTexts } from '../texts/vocabulary.js'
import { openComplete, type Openings } from './openComplete.js'

export interface TableRequest {
  /** The features of the dataset if it is left out. */
  readonly columns?: readonly string[] | undefined
  /** Roles of columns that are not numbers. */
  readonly roles?: RoleRequests | undefined
  /** Column of the known classes. */
  readonly label?: string | undefined
  readonly omitMissing: boolean
  /** Whether each column gets mean 0 and variance 1; false by default. The table then says how. */
  readonly standardize?: boolean
  /** Shape of the image that each row is. */
  readonly imageShape?: ImageShape | undefined
  /** Whether a table can be used: it may have missing cells if this does not refuse them. */
  readonly accepts: (facts: TableFacts) => Acceptance
  /** The option with which a table would be accepted that is refused without it, as it is typed. */
  readonly optionFor?: (facts: TableFacts) => string | undefined
  readonly texts: CliTexts
}

/** A table as families take it. */
export interface ReadTable {
  readonly table: Table
  /** [N] row of the dataset of each row of the table. */
  readonly rows: Uint32Array
  /** Rows of the dataset that were left out. */
  readonly omitted: number
}

/**
 * Reads the columns of a dataset that a model works on.
 *
 * @throws {CommandError} for missing cells that the model does not take, for rows without a class, and for columns that are not as many
 *   as an image has pixels.
 * @throws {DatasetError} for other faults of the columns.
 */
export async function readTable(dataset: Dataset, request: TableRequest): Promise<ReadTable> {
  const { label, omitMissing, standardize = false, imageShape, texts } = request
  if (label !== undefined && request.columns?.includes(label)) throw dataError(texts.data.labelIsFeature(label))
  const columns = request.columns ?? featuresBeside(dataset, label)
  const labelOfRow = label === undefined ? undefined : await dataset.readColumn(label)
  const { samples, columnNames, features, rows, omitted, scaling } = await readSamples(dataset, {
    ...(columns && { columns }),
    ...(request.roles && { roles: request.roles }),
    ...(standardize && { scaling: 'standardize' as const }),
    missing: omitMissing ? 'omit-rows' : 'error',
  }, request)
  const labels = labelOfRow && Array.from(rows, (row): Label => {
    const cell = labelOfRow[row]
    if (cell === null) throw dataError(texts.data.missingLabel(label!, row + 1))
    return typeof cell === 'boolean' ? String(cell) : cell
  })
  const pixels = imageShape?.reduce((product, side) => product * side, 1)
  if (pixels !== undefined && pixels !== samples.columns) throw dataError(texts.data.wrongImageShape(imageShape!.join('x'), pixels, samples.columns))
  return { table: { samples, columnNames, ...(features && { features }), ...(scaling && { scaling }), ...(imageShape && { imageShape }), ...(labels && { labels, labelName: label! }) }, rows, omitted }
}

/** The features without the column of the classes; undefined if that changes nothing. */
function featuresBeside({ columns }: Dataset, label: string | undefined): readonly string[] | undefined {
  const features = columns.filter(({ role }) => role === 'feature').map(({ name }) => name)
  return label !== undefined && features.includes(label) ? features.filter(name => name !== label) : undefined
}

interface ReadSamples {
  readonly samples: Table['samples']
  readonly columnNames: readonly string[]
  readonly rows: Uint32Array
  readonly omitted: number
  readonly scaling?: ColumnScaling
  readonly features?: NonNullable<Table['features']>
}

/** Complete rows; with missing cells as NaN if they are there, not left out, and accepted. */
async function readSamples(dataset: Dataset, features: FeatureRequest, request: TableRequest): Promise<ReadSamples> {
  return openComplete({
    complete: () => featuresOf(dataset, features),
    incomplete: () => featuresWithMissing(dataset, features),
    factsOf: tableFacts,
    ...(await missingCellsError(request)),
  })
}

/** What `openComplete` needs to know of missing cells in a dataset. */
export async function missingCellsError({ accepts, optionFor, texts }: Pick<TableRequest, 'accepts' | 'optionFor' | 'texts'>): Promise<Pick<Openings<unknown>, 'isForMissingCells' | 'accepts' | 'refusal'>> {
  const { MissingValuesError } = await import('@mixtura/data')
  return {
    accepts,
    isForMissingCells: error => error instanceof MissingValuesError && error.columns.every(({ nonFinite }) => nonFinite === 0),
    refusal(error, facts) {
      const [{ name, missing, row }] = (error as InstanceType<typeof MissingValuesError>).columns
      return dataError(texts.data.missingCells(name, missing, row, optionFor?.(facts)))
    },
  }
}

async function featuresOf(dataset: Dataset, features: FeatureRequest): Promise<ReadSamples> {
  const { scaling: { center, scale }, ...read } = await dataset.readFeatures(features)
  return { ...read, ...(features.scaling === 'standardize' && { scaling: { center: Array.from(center), scale: Array.from(scale) } }) }
}

/** All rows, with NaN for missing cells. Columns without any cell, which `readFeatures` refuses, can be those of a saved model. */
async function featuresWithMissing(dataset: Dataset, features: FeatureRequest): Promise<ReadSamples> {
  const columnNames = features.columns ?? dataset.columns.filter(({ role }) => role === 'feature').map(({ name }) => name)
  const empty = new Set(dataset.columns.filter(({ missing }) => missing === dataset.rows).map(({ name }) => name))
  const known = columnNames.filter(name => !empty.has(name))
  if (features.scaling === 'standardize' || known.length === columnNames.length) return featuresOf(dataset, { ...features, missing: 'keep' })
  const read = known.length > 0 ? await featuresOf(dataset, { ...features, columns: known, missing: 'keep' }) : undefined
  const { rows } = dataset
  const columns = columnNames.length
  const data = new Float64Array(rows * columns).fill(NaN)
  for (const [at, name] of known.entries()) {
    const column = columnNames.indexOf(name)
    for (let row = 0; row < rows; row++) data[row * columns + column] = read!.samples.data[row * known.length + at]
  }
  // What the cells would be is known of the columns that have some; a model that is used on the table knows the others.
  return { samples: { data, rows, columns }, columnNames, rows: Uint32Array.from({ length: rows }, (_, row) => row), omitted: 0 }
}
