import type { Features as FeatureTable } from '@mixtura/data'
import type { Features } from '../contract/fit.js'
import type { DatasetId } from '../contract/identifiers.js'
import type { Datasets } from './datasets.js'

/** Number of tables kept in memory: the scaled and unscaled tables of a fit and of the fit before it. */
const capacity = 4

interface Entry {
  readonly dataset: DatasetId
  readonly table: Promise<FeatureTable>
}

/** The numeric tables for fits and charts. Each is read once per choice of columns, scaling and missing cells. */
export class FeatureTables {
  readonly #datasets: Datasets
  /** The least recently used entry comes first. */
  readonly #entries = new Map<string, Entry>()

  constructor(datasets: Datasets) {
    this.#datasets = datasets
  }

  read(features: Features): Promise<FeatureTable> {
    const key = JSON.stringify([features.dataset, features.scaling, features.missing, features.columns])
    const entry = this.#entries.get(key) ?? { dataset: features.dataset, table: this.#load(features) }
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    entry.table.catch(() => this.#entries.delete(key))
    const oldest = this.#entries.keys().next()
    if (this.#entries.size > capacity && !oldest.done) this.#entries.delete(oldest.value)
    return entry.table
  }

  /** Removes the tables of a dataset, for example when its column types change. */
  forget(dataset: DatasetId): void {
    for (const [key, entry] of this.#entries) if (entry.dataset === dataset) this.#entries.delete(key)
  }

  async #load({ dataset, columns, scaling, missing }: Features): Promise<FeatureTable> {
    return (await this.#datasets.get(dataset)).readFeatures({ columns, scaling, missing })
  }
}

/** Σ ln scale, in nats: the log-density of scaled rows minus that of the same rows in their own units. */
export function logScale(table: FeatureTable): number {
  return table.scaling.scale.reduce((sum, scale) => sum + Math.log(scale), 0)
}
