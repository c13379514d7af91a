import type { Dataset, Features as FeatureTable, RoleRequests } from '@mixtura/data'
import type { TableFacts } from '@mixtura/models'
import { tableFacts } from '@mixtura/models'
import { matrix } from '@mixtura/numerics'
import { StudioError } from '../contract/errors.js'
import type { Features } from '../contract/features.js'
import type { ImageShape } from '../contract/imageShape.js'
import type { DatasetId } from '../contract/identifiers.js'
import type { Datasets } from './datasets.js'
import { drawFromDisk, drawFromServers, type WholeTable } from './drawnTables.js'
import type { RowClasses } from './jobs/workerApi.js'
import { dataFilter } from './tableViews.js'
import { RecentlyUsed } from './recentlyUsed.js'

/** Number of tables kept in memory: the scaled and unscaled tables of a fit and of the fit before it. */
const capacity = 4

/** The table of a fit: numbers, and what else a family may need. */
export interface FitTable extends FeatureTable {
  /** Known classes of the rows; null without a label column. */
  readonly classes: RowClasses | null
  /** Shape of the image that each row is; null if the columns are not all pixels of an image. */
  readonly imageShape: ImageShape | null
  /** Of all rows. */
  readonly facts: TableFacts
  /** All rows, if `samples` are drawn ones; null if they are all rows. */
  readonly whole: WholeTable | null
}

interface Entry {
  readonly dataset: DatasetId
  readonly table: Promise<FitTable>
}

/** The tables for fits and charts. Each is read once per choice of features. */
export class FeatureTables {
  readonly #datasets: Datasets
  readonly #entries = new RecentlyUsed<string, Entry>(capacity)

  constructor(datasets: Datasets) {
    this.#datasets = datasets
  }

  /**
   * @param rows `drawn`: some rows, and all of them as a source, if the table stays on disk. Of a table at servers there are never more.
   * @throws {StudioError} `label-is-feature`, `missing-label`; the errors of data and of @mixtura/clickhouse for its columns.
   */
  read(features: Features, rows: 'all' | 'drawn' = 'drawn'): Promise<FitTable> {
    const { onDisk } = this.#datasets.summary(features.dataset)
    const key = JSON.stringify([onDisk && rows, features.dataset, features.scaling, features.missing, features.label, features.columns, features.where, features.roles])
    const entry = this.#entries.get(key, () => ({ dataset: features.dataset, table: this.#load(features, onDisk && rows === 'drawn') }))
    entry.table.catch(() => this.#entries.removeIf(key, entry))
    return entry.table
  }

  isOnDisk = ({ dataset }: Features): boolean => this.#datasets.summary(dataset).onDisk
  isAtServers = ({ dataset }: Features): boolean => this.#datasets.summary(dataset).server !== null
  isOfImages = ({ dataset }: Features): boolean => this.#datasets.summary(dataset).images

  /** Removes the tables of a dataset, for example when its column types change. */
  forget(dataset: DatasetId): void {
    this.#entries.removeWhere(entry => entry.dataset === dataset)
  }

  async #load(asked: Features, isDrawn: boolean): Promise<FitTable> {
    const { dataset: id, columns, scaling, missing, label, where, roles } = asked
    const stored = this.#datasets.table(id)
    if (stored) return drawFromServers(stored, asked, this.#datasets.servers)
    const dataset = await this.#datasets.get(id)
    if (isDrawn) return drawFromDisk(dataset, asked)
    if (label !== null && columns.includes(label)) throw labelIsFeature(label)
    const features = await dataset.readFeatures({ columns, scaling, missing, ...(roles && { roles: roles as RoleRequests }), ...(where && { where: dataFilter(where) }) })
    const labelled = label === null ? { ...features, classes: null } : await withClasses(features, dataset, { label, missing })
    const imageShape = imageShapeOf(dataset, columns)
    const { samples, columnNames, features: withRoles } = labelled
    const facts = { ...tableFacts({ samples, columnNames, ...(withRoles && { features: withRoles }), ...(imageShape && { imageShape }) }), ...classFacts(labelled.classes) }
    return { ...labelled, imageShape, facts, whole: null }
  }
}

/** The shape of the images if `columns` are all pixels of a dataset of images, in its order. */
function imageShapeOf(dataset: Dataset, columns: readonly string[]): ImageShape | null {
  const { imageShape } = dataset
  if (imageShape === null) return null
  const pixels = imageShape.reduce((product, side) => product * side, 1)
  const isWhole = columns.length === pixels && columns.every((name, at) => name === dataset.columns[at]!.name)
  return isWhole ? [...imageShape] : null
}

/** Adds the class of each row. With `omit-rows`, rows without a class are left out. */
async function withClasses(
  features: FeatureTable,
  dataset: Dataset,
  { label, missing }: { readonly label: string; readonly missing: Features['missing'] },
): Promise<FeatureTable & { readonly classes: RowClasses }> {
  const cells = await dataset.readColumn(label)
  const kept = keepLabelled(features, row => cells[row] !== null, { label, missing })
  const indices = new Map<string, number>()
  const codes = Uint32Array.from(kept.rows, row => {
    // Names of classes are texts, so that they are never mistaken for the numbers of components.
    const name = String(cells[row])
    const code = indices.get(name) ?? indices.size
    indices.set(name, code)
    return code
  })
  return { ...kept, classes: { name: label, classes: [...indices.keys()], codes } }
}

/** @param hasClass whether a row of the dataset has a class. */
function keepLabelled(
  features: FeatureTable,
  hasClass: (row: number) => boolean,
  { label, missing }: { readonly label: string; readonly missing: Features['missing'] },
): FeatureTable {
  const { samples, rows } = features
  const kept = Uint32Array.from(rows.keys()).filter(at => hasClass(rows[at]!))
  if (kept.length === rows.length) return features
  if (missing !== 'omit-rows') throw missingLabel(label, rows.find(row => !hasClass(row))! + 1)
  const data = new Float64Array(new SharedArrayBuffer(8 * kept.length * samples.columns))
  kept.forEach((at, to) => data.set(samples.data.subarray(at * samples.columns, (at + 1) * samples.columns), to * samples.columns))
  return {
    ...features,
    samples: { ...matrix(data, kept.length, samples.columns), data },
    rows: kept.map(at => rows[at]!),
    omitted: features.omitted + rows.length - kept.length,
  }
}

function classFacts(classes: RowClasses | null): Pick<TableFacts, 'classes'> & Partial<Pick<TableFacts, 'labelName'>> {
  if (!classes) return { classes: null }
  const counts = new Array<number>(classes.classes.length).fill(0)
  for (const code of classes.codes) counts[code]!++
  return { classes: classes.classes.map((label, code) => ({ label, rows: counts[code]! })), labelName: classes.name }
}

function labelIsFeature(label: string): StudioError {
  return new StudioError(
    'label-is-feature',
    `Column ${label} holds the known classes, so it cannot also be one of the columns of the fit. Take it out of the columns, or choose another column of classes.`,
    { column: label },
  )
}

/** @param row from 1. */
function missingLabel(label: string, row: number): StudioError {
  return new StudioError(
    'missing-label',
    `Column ${label} has no class in row ${row}. Leave out the rows with missing cells, or fill in the class.`,
    { column: label, row },
  )
}
