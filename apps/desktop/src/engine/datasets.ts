import type { Dataset } from '@mixtura/data'
import { openDataset, openSampleDataset } from '@mixtura/data'
import type { Cell, DatasetSummary, PageRequest, RowPage, SampleName, SetColumnTypeRequest } from '../contract/dataset.js'
import { StudioError } from '../contract/errors.js'
import type { DatasetId } from '../contract/identifiers.js'
import { datasetIdSchema } from '../contract/identifiers.js'
import type { GrantedFile } from './channel.js'
import type { StoredDataset } from './sessionFile.js'

/** The datasets of the session. A restored one is opened again when it is first used. */
export class Datasets {
  readonly #stored = new Map<DatasetId, StoredDataset>()
  readonly #open = new Map<DatasetId, Promise<Dataset>>()
  #lastNumber = 0

  restore(datasets: readonly StoredDataset[]): void {
    for (const dataset of datasets) {
      this.#stored.set(dataset.summary.id, dataset)
      this.#lastNumber = Math.max(this.#lastNumber, Number(dataset.summary.id.split('-')[1]))
    }
  }

  get stored(): StoredDataset[] {
    return [...this.#stored.values()]
  }

  get summaries(): DatasetSummary[] {
    return this.stored.map(({ summary }) => summary)
  }

  async openFile({ path, name }: GrantedFile): Promise<DatasetSummary> {
    return this.#add({ kind: 'file', path, name }, await openDataset(path))
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
    const summary = summarize(id, stored.summary.name, changed)
    this.#stored.set(id, { ...stored, types, summary })
    this.#open.set(id, Promise.resolve(changed))
    await dataset.close()
    return summary
  }

  async rows({ dataset, offset, limit }: PageRequest): Promise<RowPage> {
    const rows: Cell[][] = await (await this.get(dataset)).readRows({ offset, limit })
    return { offset, rows }
  }

  /** @throws {StudioError} `unknown-dataset` */
  summary(id: DatasetId): DatasetSummary {
    return this.#require(id).summary
  }

  /** @throws {StudioError} `unknown-dataset`, or what @mixtura/data throws when the file is gone. */
  get(id: DatasetId): Promise<Dataset> {
    const { source, types } = this.#require(id)
    let dataset = this.#open.get(id)
    if (!dataset) {
      dataset = source.kind === 'file' ? openDataset(source.path, { types }) : openSampleDataset(source.name, { types })
      this.#open.set(id, dataset)
      // A file that could not be opened may be there the next time.
      dataset.catch(() => this.#open.delete(id))
    }
    return dataset
  }

  /**
   * Closes one dataset, which is unknown from the call on.
   *
   * @returns the path of its file, or null if it has none or another dataset is read from the same.
   * @throws {StudioError} `unknown-dataset`
   */
  async remove(id: DatasetId): Promise<string | null> {
    const { source } = this.#require(id)
    const dataset = this.#open.get(id)
    this.#stored.delete(id)
    this.#open.delete(id)
    // One that could not be opened again has nothing to close.
    await dataset?.then(opened => opened.close(), () => undefined)
    if (source.kind !== 'file') return null
    const isShared = this.stored.some(other => other.source.kind === 'file' && other.source.path === source.path)
    return isShared ? null : source.path
  }

  async close(): Promise<void> {
    for (const dataset of this.#open.values()) await (await dataset).close()
  }

  #add(source: StoredDataset['source'], dataset: Dataset): DatasetSummary {
    const id = datasetIdSchema.parse(`dataset-${++this.#lastNumber}`)
    const summary = summarize(id, source.kind === 'file' ? source.name : dataset.name, dataset)
    this.#stored.set(id, { source, types: {}, summary })
    this.#open.set(id, Promise.resolve(dataset))
    return summary
  }

  #require(id: DatasetId): StoredDataset {
    const stored = this.#stored.get(id)
    if (stored) return stored
    throw new StudioError('unknown-dataset', `There is no dataset ${id} in this session. Open the file again.`, {
      dataset: id,
    })
  }
}

function summarize(id: DatasetId, name: string, { format, rows, columns }: Dataset): DatasetSummary {
  return { id, name, format, rows, columns: columns.map(column => ({ ...column })) }
}
