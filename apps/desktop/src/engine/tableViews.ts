import type { ColumnProfile as Profile, Dataset, RowFilter as DataFilter } from '@mixtura/data'
import type { DatasetId } from '../contract/identifiers.js'
import type { ColumnProfile, PageRequest, ProfilesRequest, RowFilter, RowPage, RowQuery } from '../contract/rows.js'
import type { Datasets } from './datasets.js'
import { RecentlyUsed } from './recentlyUsed.js'
import { notAtServers } from './serverTables.js'

/** Number of row orders kept in memory, 4 bytes for each row. */
const capacity = 4

interface Entry {
  readonly dataset: DatasetId
  readonly rows: Promise<Uint32Array>
}

/** What a window shows of tables: pages of sorted and filtered rows, and profiles of columns. Each order and profile is computed once. */
export class TableViews {
  readonly #datasets: Datasets
  readonly #orders = new RecentlyUsed<string, Entry>(capacity)
  readonly #profiles = new Map<DatasetId, Map<string, Promise<ColumnProfile>>>()

  constructor(datasets: Datasets) {
    this.#datasets = datasets
  }

  async page({ dataset: id, offset, limit, query }: PageRequest): Promise<RowPage> {
    const table = this.#datasets.table(id)
    if (table) {
      if (query !== undefined && !isWhole(query)) throw notAtServers()
      return this.#datasets.servers.rows(table, { dataset: id, offset, limit })
    }
    const dataset = await this.#datasets.get(id)
    if (query === undefined || isWhole(query)) {
      const rows = (await dataset.readRows({ offset, limit })).map(row => [...row])
      return { offset, total: dataset.rows, numbers: rows.map((_, at) => offset + at), rows }
    }
    const order = await this.#order(id, dataset, query)
    const numbers = order.subarray(offset, offset + limit)
    return { offset, total: order.length, numbers: [...numbers], rows: (await dataset.readRowsAt(numbers)).map(row => [...row]) }
  }

  /** Profiles of columns. Those that are not known yet are computed together. */
  async profiles({ dataset: id, columns }: ProfilesRequest): Promise<ColumnProfile[]> {
    const table = this.#datasets.table(id)
    const dataset = table ? null : await this.#datasets.get(id)
    const known = this.#profiles.get(id) ?? new Map<string, Promise<ColumnProfile>>()
    this.#profiles.set(id, known)
    const unknown = columns.filter(name => !known.has(name))
    if (unknown.length > 0) {
      const computed: Promise<readonly Profile[]> = table ? this.#datasets.servers.profiles(table, unknown) : dataset!.profileColumns({ columns: unknown })
      unknown.forEach((name, at) => {
        const profile = computed.then(profiles => sent(profiles[at]!))
        // A file or a server that could not be read now may be readable the next time.
        profile.catch(() => { if (known.get(name) === profile) known.delete(name) })
        known.set(name, profile)
      })
    }
    return Promise.all(columns.map(name => known.get(name)!))
  }

  /** Forgets what is known of a dataset that is closed or read anew. */
  forget(dataset: DatasetId): void {
    this.#orders.removeWhere(entry => entry.dataset === dataset)
    this.#profiles.delete(dataset)
  }

  #order(id: DatasetId, dataset: Dataset, query: RowQuery): Promise<Uint32Array> {
    const key = JSON.stringify([id, query])
    const entry = this.#orders.get(key, () => ({
      dataset: id, rows: dataset.selectRows({ ...dataFilter(query), ...(query.sort && { sort: query.sort }) }),
    }))
    entry.rows.catch(() => this.#orders.removeIf(key, entry))
    return entry.rows
  }
}

/** A filter of the contract as @mixtura/data takes it. */
export function dataFilter({ conditions, search }: RowFilter): DataFilter {
  return {
    ...(conditions.length > 0 && {
      conditions: conditions.map(({ column, from, to, values }) => ({
        column, ...(from !== undefined && { from }), ...(to !== undefined && { to }), ...(values !== undefined && { values }),
      })),
    }),
    ...(search !== '' && { search }),
  }
}

function isWhole({ conditions, search, sort }: RowQuery): boolean {
  return conditions.length === 0 && search === '' && sort === null
}

function sent({ name, quartiles, outliers, histogram, topValues }: Profile): ColumnProfile {
  return {
    name,
    quartiles: quartiles && [...quartiles],
    outliers,
    histogram: histogram && { ...histogram, counts: [...histogram.counts] },
    topValues: topValues && topValues.map(each => ({ ...each })),
  }
}
