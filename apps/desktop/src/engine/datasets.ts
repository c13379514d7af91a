import type { Dataset, OpenOptions } from '@mixtura/data'
import { assertUnchanged, openDataset, openSampleDataset, stampFile, UnknownTableError } from '@mixtura/data'
import { join } from 'node:path'
import { z } from 'zod'
import type { AnnotateDatasetRequest } from '../contract/annotations.js'
import type { DatasetSummary, SampleName, SetColumnTypeRequest } from '../contract/dataset.js'
import { StudioError } from '../contract/errors.js'
import type { TableList } from '../contract/fileTables.js'
import type { DatasetId } from '../contract/identifiers.js'
import { datasetIdSchema } from '../contract/identifiers.js'
import { preparationStepSchema } from '../contract/preparation.js'
import { dialectSchema } from '../contract/reading.js'
import type { Reading, SetReadingRequest } from '../contract/reading.js'
import type { OpenTableRequest, UnlockTableRequest } from '../contract/serverTable.js'
import type { GrantedFile } from './channel.js'
import { hashOfFile } from './hashOfFile.js'
import { writeTableSample } from './tableSample.js'
import { ServerTables, type StoredTableDataset } from './serverTables.js'
import type { StoredDataset } from './sessionFile.js'

/** The datasets of the session. A restored dataset is opened again when it is first used. */
export class Datasets {
  readonly #stored = new Map<DatasetId, StoredDataset>()
  readonly #open = new Map<DatasetId, Promise<Dataset>>()
  readonly #fingerprints = new Map<DatasetId, Promise<string | null>>()
  readonly servers = new ServerTables()
  readonly #options: OpenOptions
  #lastNumber = 0

  /** @param options of every file; those that a person chose come on top. */
  constructor(options: Pick<OpenOptions, 'memoryLimit'> = {}) {
    this.#options = options
  }

  restore(datasets: readonly StoredDataset[]): void {
    for (const dataset of datasets) {
      this.#stored.set(dataset.summary.id, dataset)
      this.#lastNumber = Math.max(this.#lastNumber, numberOf(dataset.summary.id))
    }
  }

  /** Takes over the datasets of another session. @returns their identifiers here, by those that they had. */
  adopt(datasets: readonly StoredDataset[]): ReadonlyMap<DatasetId, DatasetId> {
    return new Map(
      datasets.map(dataset => {
        const id = this.#newId()
        this.#stored.set(id, { ...dataset, summary: { ...dataset.summary, id } })
        return [dataset.summary.id, id]
      }),
    )
  }

  /** Brings back a dataset that was closed. @returns its identifier, which is another one if a dataset has it now. */
  bringBack(dataset: StoredDataset): DatasetId {
    const id = this.#stored.has(dataset.summary.id) ? this.#newId() : dataset.summary.id
    const inOrder = [...this.#stored, [id, { ...dataset, summary: { ...dataset.summary, id } }] as const].sort(([one], [other]) => numberOf(one) - numberOf(other))
    this.#stored.clear()
    for (const [key, stored] of inOrder) this.#stored.set(key, stored)
    return id
  }

  /** The file and the choices of a dataset. @throws {StudioError} `unknown-dataset` */
  storedOf(id: DatasetId): StoredDataset {
    return this.#require(id)
  }

  annotate({ dataset: id, title, note }: AnnotateDatasetRequest): DatasetSummary {
    const stored = this.#require(id)
    const summary = { ...stored.summary, title, note }
    this.#stored.set(id, { ...stored, summary })
    return summary
  }

  /** SHA-256 of the file of a dataset, hexadecimal; null where there is none that can be read. */
  async fingerprint(id: DatasetId): Promise<string | null> {
    if (this.table(id)) return null
    let known = this.#fingerprints.get(id)
    if (!known) {
      known = this.get(id).then(({ path }) => hashOfFile(path)).catch(() => null)
      this.#fingerprints.set(id, known)
    }
    return known
  }

  get stored(): StoredDataset[] {
    return [...this.#stored.values()]
  }

  get summaries(): DatasetSummary[] {
    return this.stored.map(dataset => this.#shown(dataset))
  }

  /** @param table the one to open, of a file that holds several. @throws {UnknownTableError} if such a file is opened without it. */
  async openFile({ path, name }: Pick<GrantedFile, 'path' | 'name'>, table?: string): Promise<DatasetSummary> {
    const stamp = await stampFile(path)
    const reading: Reading = table === undefined ? {} : { table }
    return this.#add({ kind: 'file', path, name, stamp }, await openDataset(path, { ...this.#options, ...(table !== undefined && { table }) }), { reading })
  }

  /** The tables from which a person must choose. They are in the error with which such a file is refused. */
  async listTables({ path, name }: Pick<GrantedFile, 'path' | 'name'>): Promise<TableList> {
    try {
      const dataset = await openDataset(path, this.#options)
      await dataset.close()
      return { file: name, noun: 'table', names: [...(dataset.tables?.names ?? [])] }
    } catch (error) {
      if (error instanceof UnknownTableError) return { file: name, noun: error.noun, names: [...error.tables] }
      throw error
    }
  }

  /** Opens a table that stays at its servers. */
  async openTable(request: OpenTableRequest): Promise<DatasetSummary> {
    const { source, summary, keep } = await this.servers.open(request)
    const id = this.#newId()
    keep(id)
    this.#stored.set(id, { source, types: {}, summary: { ...summary, id } })
    return this.summary(id)
  }

  /** @throws {StudioError} `unknown-dataset`; the errors of the servers for a wrong password. */
  async unlockTable({ dataset: id, ...login }: UnlockTableRequest): Promise<DatasetSummary> {
    const stored = this.table(id)
    if (stored) await this.servers.unlock(stored, login)
    return this.summary(id)
  }

  /** Draws rows of a table at servers into a file of its own in a folder, and opens it. @throws {StudioError} `invalid-request` for a file; the errors of the servers. */
  async openTableSample(id: DatasetId, rows: number, folder: string): Promise<DatasetSummary> {
    const stored = this.table(id)
    if (!stored) throw new StudioError('invalid-request', `The rows of ${id} are at no server, so it can be fitted as it is.`, { field: 'dataset', dataset: id })
    const { summary } = stored
    const name = `${summary.name.slice(summary.name.lastIndexOf('.') + 1).replace(/[^\p{L}\p{N}_-]/gu, '_')}-sample.parquet`
    const path = join(folder, name)
    const types = await writeTableSample(path, await this.servers.draw(stored, rows), summary.columns)
    const stamp = await stampFile(path)
    return this.#add({ kind: 'file', path, name, stamp }, await openDataset(path, { ...this.#options, types }), { types })
  }

  /** The dataset if it stays at servers; null for others. @throws {StudioError} `unknown-dataset` */
  table(id: DatasetId): StoredTableDataset | null {
    const stored = this.#require(id)
    return isTable(stored) ? stored : null
  }

  async openSample(name: SampleName): Promise<DatasetSummary> {
    return this.#add({ kind: 'sample', name }, await openSampleDataset(name))
  }

  async setColumnType({ dataset: id, column, type }: SetColumnTypeRequest): Promise<DatasetSummary> {
    const dataset = await this.get(id)
    const stored = this.#stored.get(id)!
    const types = { ...stored.types, [column]: type }
    const changed = await dataset.withColumnTypes(types)
    // Closed in the meantime: it must not come back.
    if (!this.#stored.has(id)) await changed.close()
    this.#require(id)
    const summary = summarize(id, this.#require(id), changed)
    this.#stored.set(id, { ...stored, types, summary })
    this.#open.set(id, Promise.resolve(changed))
    await dataset.close()
    return summary
  }

  /**
   * Opens the file again with the options that a person chose. If these change how lines are cut into cells, the columns may
   * be different, so the options of single columns and the steps that make columns are dropped.
   */
  async setReading({ dataset: id, reading }: SetReadingRequest): Promise<DatasetSummary> {
    const stored = this.#require(id)
    const isCutAnew = layoutOptions.some(option => reading[option] !== stored.summary.reading[option])
    const { columns = {}, prepare = [], ...layout } = reading
    const next = { ...stored, types: isCutAnew ? {} : stored.types }
    const given: Reading = isCutAnew ? layout : { ...layout, columns, ...(prepare.length > 0 && { prepare }) }
    const before = this.#open.get(id)
    const changed = await open(next, given, this.#options)
    // Closed in the meantime: it must not come back.
    if (!this.#stored.has(id)) await changed.close()
    this.#require(id)
    const summary = summarize(id, { ...next, summary: { ...this.#require(id).summary, reading: withLearned(given, changed) } }, changed)
    this.#stored.set(id, { ...next, summary })
    this.#open.set(id, Promise.resolve(changed))
    await (await before?.catch(() => undefined))?.close()
    return summary
  }

  /** @throws {StudioError} `unknown-dataset` */
  summary(id: DatasetId): DatasetSummary {
    return this.#shown(this.#require(id))
  }

  /** The person's choices of how the file is read, as options of `openDataset`. @throws {StudioError} `unknown-dataset` */
  openOptions(id: DatasetId): OpenOptions {
    return openOptions(this.#require(id))
  }

  /** @throws {StudioError} `unknown-dataset`, or the error of @mixtura/data if the file no longer exists. */
  get(id: DatasetId): Promise<Dataset> {
    const stored = this.#require(id)
    if (isTable(stored)) throw rowsAtServers(stored)
    let dataset = this.#open.get(id)
    if (!dataset) {
      dataset = open(stored, stored.summary.reading, this.#options)
      this.#open.set(id, dataset)
      // A file that could not be opened now may exist the next time.
      dataset.catch(() => this.#open.delete(id))
    }
    return dataset
  }

  /**
   * Closes one dataset. Its identifier is unknown from this call on.
   *
   * @returns the path of its file; null if it has none, or if another dataset uses the same file.
   * @throws {StudioError} `unknown-dataset`
   */
  async remove(id: DatasetId): Promise<string | null> {
    const { source } = this.#require(id)
    const dataset = this.#open.get(id)
    this.#stored.delete(id)
    this.#open.delete(id)
    this.#fingerprints.delete(id)
    // A dataset that could not be opened again needs no closing.
    await dataset?.then(opened => opened.close(), () => undefined)
    if (source.kind === 'clickhouse') await this.servers.forget(id)
    if (source.kind !== 'file') return null
    const isShared = this.stored.some(other => other.source.kind === 'file' && other.source.path === source.path)
    return isShared ? null : source.path
  }

  async close(): Promise<void> {
    for (const dataset of this.#open.values()) await (await dataset).close()
  }

  #add(source: StoredDataset['source'], dataset: Dataset, { reading = {}, types = {} }: { readonly reading?: Reading; readonly types?: StoredDataset['types'] } = {}): DatasetSummary {
    const id = this.#newId()
    const name = source.kind === 'file' ? source.name : dataset.name
    const summary = summarize(id, { source, summary: { name, reading, title: null, note: '' } }, dataset)
    this.#stored.set(id, { source, types, summary })
    this.#open.set(id, Promise.resolve(dataset))
    return summary
  }

  /** What windows are told: whether a password is needed depends on this process. */
  #shown(dataset: StoredDataset): DatasetSummary {
    const { summary } = dataset
    if (!isTable(dataset) || !summary.server) return summary
    return { ...summary, server: { ...summary.server, needsPassword: this.servers.needsPassword(summary.id, dataset.source) } }
  }

  #newId(): DatasetId {
    return datasetIdSchema.parse(`dataset-${++this.#lastNumber}`)
  }

  #require(id: DatasetId): StoredDataset {
    const stored = this.#stored.get(id)
    if (stored) return stored
    throw new StudioError('unknown-dataset', `There is no dataset ${id} in this session. Open the file again.`, {
      dataset: id,
    })
  }
}

/** `dataset-3` has the number 3. */
const numberOf = (id: DatasetId): number => Number(id.split('-')[1])

/** The options that decide how a text is cut into cells, and thus which columns it has. */
const layoutOptions = ['table', 'encoding', 'delimiter', 'quote', 'escape', 'header', 'skipRows', 'orientation'] as const

const isTable = (dataset: StoredDataset): dataset is StoredTableDataset => dataset.source.kind === 'clickhouse'

function rowsAtServers({ summary: { id, name } }: StoredDataset): StudioError {
  return new StudioError('rows-at-servers', `This needs the rows of ${name}, which stay at its servers. Open a sample of them in the Data step.`, { dataset: id })
}

/** The reading with what the steps learned from the data. */
function withLearned(reading: Reading, { preparation }: Dataset): Reading {
  return preparation.length === 0 ? reading : { ...reading, prepare: z.array(preparationStepSchema).parse(preparation) }
}

/** Opens a dataset again. @throws {StudioError} `rows-at-servers` */
async function open(stored: Pick<StoredDataset, 'source' | 'types' | 'summary'>, reading: Reading, shared: OpenOptions): Promise<Dataset> {
  const { source, types } = stored
  if (source.kind === 'clickhouse') throw rowsAtServers(stored)
  // Fits belong to the rows that the file had.
  if (source.kind === 'file' && source.stamp) await assertUnchanged(source.path, source.stamp)
  const options = { ...shared, ...openOptions({ types, summary: { reading } }) }
  return source.kind === 'file' ? openDataset(source.path, options) : openSampleDataset(source.name, options)
}

function openOptions({ types, summary: { reading } }: Pick<StoredDataset, 'types'> & { readonly summary: Pick<DatasetSummary, 'reading'> }): OpenOptions {
  // zod's optional keys may be undefined, which means the same as absent.
  return { ...reading, ...(Object.keys(types).length > 0 && { types }) } as OpenOptions
}

type Described = Pick<StoredDataset, 'source'> & { readonly summary: Pick<DatasetSummary, 'name' | 'reading' | 'title' | 'note'> }

function summarize(id: DatasetId, { source, summary: { name, reading, title, note } }: Described, { format, rows, columns, imageShape, residence, dialect, tables }: Dataset): DatasetSummary {
  return {
    id, name, format, rows, reading, title, note, columns: columns.map(({ proposal: { role, reason, alternatives }, ...column }) => ({ ...column, proposal: { role, reason, alternatives: [...alternatives] } })), images: imageShape !== null, imageShape: imageShape && [...imageShape], onDisk: residence === 'disk', server: null,
    tables: tables && { ...tables, names: [...tables.names] },
    dialect: dialect === null || source.kind === 'sample' ? null : dialectSchema.parse(dialect),
  }
}
