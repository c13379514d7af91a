import type { Dataset, DatasetSource, RoleRequests } from '@mixtura/data'
import { remoteTableFacts, remoteTableOf } from '@mixtura/models'
import { createRandom, drawRowNumbers, matrix } from '@mixtura/numerics'
import { StudioError } from '../contract/errors.js'
import type { Features } from '../contract/features.js'
import type { FitId } from '../contract/identifiers.js'
import type { Datasets } from './datasets.js'
import type { FitTable } from './featureTables.js'
import { dataFilter } from './tableViews.js'
import type { ServerLogin, sourceOptions } from './serverTables.js'
import { sourceOptions as optionsOf, type StoredTableDataset } from './serverTables.js'

/** All rows of a fit of which only drawn ones are in memory. */
export type WholeTable =
  /** The file is read in blocks. */
  | { readonly residence: 'disk'; readonly source: DatasetSource }
  /** The rows stay at the servers of a database. */
  | { readonly residence: 'servers'; readonly login: () => ServerLogin; readonly options: ReturnType<typeof sourceOptions> }

/** Rows that are in memory for pictures and lists: as many as a chart draws. */
const drawnRows = 20_000
/** The seed is fixed, so that the same rows of the same data are always shown. */
const seed = 1

/** Rows drawn from a table on disk, and the table itself as a source. One pass draws them, besides those that check and measure the columns. */
export async function drawFromDisk(dataset: Dataset, { columns, scaling, missing, roles, where }: Features): Promise<FitTable> {
  const source = await dataset.source({ columns, scaling, missing, ...(roles && { roles: roles as RoleRequests }), ...(where && { where: dataFilter(where) }) })
  const used = dataset.rows - source.omitted
  const wanted = drawRowNumbers(used, drawnRows, createRandom(seed))
  const data = new Float64Array(wanted.length * columns.length)
  const rows = new Uint32Array(wanted.length)
  let [at, first] = [0, 0]
  for await (const block of source.blocks()) {
    for (; at < wanted.length && wanted[at]! < first + block.samples.rows; at++) {
      const row = wanted[at]! - first
      data.set(block.samples.data.subarray(row * columns.length, (row + 1) * columns.length), at * columns.length)
      rows[at] = block.rows[row]!
    }
    first += block.samples.rows
    if (at === wanted.length) break
  }
  return drawnTable({ data, rows, omitted: source.omitted, scaling: source.scaling }, source, { residence: 'disk', source })
}

/** Rows that a hash of their key draws at the servers. Of a table with missing cells, complete rows are drawn. */
export async function drawFromServers(dataset: StoredTableDataset, features: Features, servers: Datasets['servers']): Promise<FitTable> {
  const source = await servers.source(dataset, features)
  const lacks = source.missingOfColumns.some(missing => missing > 0)
  // A drawn cell that is missing would hold the mean of its column, which nobody measured. The scaling stays that of all rows.
  const shown = lacks ? await servers.source(dataset, { ...features, missing: 'omit-rows', scaling: 'none' }) : source
  const { samples } = await shown.draw(drawnRows, createRandom(seed))
  const { center, scale } = source.scaling
  const data = Float64Array.from(samples.data, (value, at) => (lacks ? (value - center[at % center.length]!) / scale[at % scale.length]! : value))
  const rows = Uint32Array.from({ length: samples.rows }, (_, row) => row)
  const { id } = dataset.summary
  return drawnTable({ data, rows, omitted: source.omitted, scaling: { center: Float64Array.from(center), scale: Float64Array.from(scale) } }, source, {
    residence: 'servers',
    login: () => servers.login(id, dataset.source),
    options: optionsOf(servers.login(id, dataset.source).address, features, dataset),
  })
}

/** Whether fits of one dataset draw the same rows. */
export function areDrawnAlike(first: Features, second: Features): boolean {
  const [one, other] = [first, second].map(({ columns, missing, where }) => JSON.stringify([columns, missing, where]))
  return one === other
}

export function otherDrawnRows(first: FitId, second: FitId): StudioError {
  return new StudioError('other-drawn-rows', `Only drawn rows of this table are in memory, and ${first} and ${second} have drawn different ones. Choose fits of the same columns and rows.`, { first, second })
}

function drawnTable(
  { data, rows, omitted, scaling }: { readonly data: Float64Array } & Pick<FitTable, 'rows' | 'omitted' | 'scaling'>,
  source: Parameters<typeof remoteTableOf>[0],
  whole: WholeTable,
): FitTable {
  return {
    samples: { ...matrix(data, rows.length, source.columns), data },
    columnNames: source.columnNames,
    rows,
    omitted,
    scaling,
    classes: null,
    imageShape: null,
    facts: remoteTableFacts(remoteTableOf(source)),
    whole,
  }
}
