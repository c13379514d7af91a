import type { ClickHouseConnection, ClickHouseSource, DescribedTable, DrawnTableRows, TableColumnProfile, TableAddress, TableConnection, TableLogin } from '@mixtura/clickhouse'
import { TableAddressError, clickhouseSource, connectTable, describeTable, drawTableRows, parseTableAddress, profileTable, readTableRows, tableAddressText } from '@mixtura/clickhouse'
import type { Cell, ColumnSummary, DatasetSummary } from '../contract/dataset.js'
import type { PageRequest, RowPage } from '../contract/rows.js'
import { StudioError } from '../contract/errors.js'
import type { Features } from '../contract/features.js'
import type { DatasetId } from '../contract/identifiers.js'
import type { Computing, OpenTableRequest, UnlockTableRequest } from '../contract/serverTable.js'
import type { StoredDataset } from './sessionFile.js'

export type StoredServerTable = Extract<StoredDataset['source'], { readonly kind: 'clickhouse' }>

/** A dataset of the session that stays at servers. */
export type StoredTableDataset = StoredDataset & { readonly source: StoredServerTable }

/** How a process reaches a table. It is sent to worker processes, and written nowhere. */
export interface ServerLogin {
  /** Without user and password. */
  readonly address: TableAddress
  readonly login: TableLogin
}

/** Rows that the preview reaches: behind them, ordering a table takes long. */
const maxPreviewRows = 100_000
/** Asking again for 20 s, as a fit does, would look like a window that hangs. */
const retries = 2

/** The tables of the session that stay at servers. Users and passwords are in the memory of this process alone. */
export class ServerTables {
  readonly #logins = new Map<DatasetId, TableLogin>()
  readonly #connections = new Map<DatasetId, Promise<TableConnection>>()

  /** Connects to a table and measures its columns, in one query. @throws {StudioError} `table-address`; the errors of @mixtura/clickhouse. */
  async open({ address: text, username, password: given, computing }: OpenTableRequest): Promise<Pick<StoredDataset, 'source' | 'summary'> & { keep(id: DatasetId): void }> {
    const { password: ofAddress, username: userOfAddress, ...address } = addressOf(text)
    const login = loginOf({ username: username || userOfAddress, password: given || ofAddress })
    const connection = await connectTable(address, login)
    try {
      const described = await describeTable({ client: connection.client, database: address.database, table: address.table, retries })
      const source: StoredServerTable = { kind: 'clickhouse', address: tableAddressText(address), hasPassword: isLogin(login), rowsOfShards: [...described.rowsOfShards], computing }
      return {
        source,
        summary: summaryOf(address, described, computing),
        keep: id => {
          if (isLogin(login)) this.#logins.set(id, login)
          this.#connections.set(id, Promise.resolve(connection))
        },
      }
    } catch (error) {
      await connection.close()
      throw error
    }
  }

  /** Takes user and password of a restored table, if the servers accept them. @throws the errors of @mixtura/clickhouse. */
  async unlock({ source, summary: { id, columns } }: StoredTableDataset, given: Pick<UnlockTableRequest, 'username' | 'password'>): Promise<void> {
    const { username: stored, ...address } = parseTableAddress(source.address)
    const login = loginOf({ ...given, username: given.username || stored })
    const connection = await connectTable(address, login)
    try {
      const { database, table } = address
      await readTableRows({ client: connection.client, database, table, columns: [columns[0]!.name], order: [], rowsOfShards: source.rowsOfShards.map(() => 1), offset: 0, limit: source.rowsOfShards.length, retries })
    } catch (error) {
      await connection.close()
      throw error
    }
    await this.forget(id)
    this.#logins.set(id, login)
    this.#connections.set(id, Promise.resolve(connection))
  }

  needsPassword(id: DatasetId, source: StoredServerTable): boolean {
    return source.hasPassword && !this.#logins.has(id)
  }

  /** @throws {StudioError} `password-needed` */
  login(id: DatasetId, source: StoredServerTable): ServerLogin {
    if (this.needsPassword(id, source)) {
      throw new StudioError('password-needed', `User and password of ${source.address} are kept in memory alone. Give them again in the Data step.`, { dataset: id })
    }
    return { address: parseTableAddress(source.address), login: this.#logins.get(id) ?? {} }
  }

  /** Rows in the order of the key, from one server to the next. */
  async rows({ source, summary: { id, columns, server } }: StoredTableDataset, { offset, limit }: PageRequest): Promise<RowPage> {
    const { client, address } = await this.#connected(id, source)
    const { database, table } = address
    const within = Math.max(0, Math.min(limit, (server?.previewRows ?? 0) - offset))
    const rows = within === 0 ? [] : await readTableRows({ client, database, table, columns: columns.map(({ name }) => name), order: server?.order ?? [], rowsOfShards: source.rowsOfShards, offset, limit: within, retries })
    return { offset, total: server?.previewRows ?? 0, numbers: rows.map((_, at) => offset + at), rows: rows.map((row): Cell[] => [...row]) }
  }

  /** What cells look like, in a few scans of their columns. */
  async profiles({ source, summary: { id } }: StoredTableDataset, columns: readonly string[]): Promise<readonly TableColumnProfile[]> {
    const { client, address: { database, table } } = await this.#connected(id, source)
    return profileTable({ client, database, table, columns, retries })
  }

  /** Rows that a hash of their key draws, with all columns. */
  async draw({ source, summary }: StoredTableDataset, count: number): Promise<DrawnTableRows> {
    const { client, address: { database, table } } = await this.#connected(summary.id, source)
    const key = keyOf(summary)
    return drawTableRows({ client, database, table, columns: summary.columns.map(({ name }) => name), count, ...(key.length > 0 && { key }), retries })
  }

  /** The columns of a fit as a source. Errors of @mixtura/clickhouse. */
  async source(dataset: StoredTableDataset, features: Features): Promise<ClickHouseSource> {
    if (features.where) throw notAtServers()
    const { client, address } = await this.#connected(dataset.summary.id, dataset.source)
    return clickhouseSource({ client, ...sourceOptions(address, features, dataset) })
  }

  /** Closes the connections of a table, and forgets its login. */
  async forget(id: DatasetId): Promise<void> {
    const connection = this.#connections.get(id)
    this.#logins.delete(id)
    this.#connections.delete(id)
    await connection?.then(({ close }) => close(), () => undefined)
  }

  async #connected(id: DatasetId, source: StoredServerTable): Promise<{ readonly client: readonly ClickHouseConnection[]; readonly address: TableAddress }> {
    const { address, login } = this.login(id, source)
    let connection = this.#connections.get(id)
    if (!connection) {
      connection = connectTable(address, login)
      this.#connections.set(id, connection)
      connection.catch(() => this.#connections.delete(id))
    }
    return { client: (await connection).client, address }
  }
}

/** Columns that tell rows apart; none if it would be all of them. */
export const keyOf = ({ columns, server }: DatasetSummary): readonly string[] => (server && server.order.length < columns.length ? server.order : [])

/** Options of `clickhouseSource` for the features of a fit. A table without a key is drawn from by the columns of the fit. */
export function sourceOptions({ database, table }: TableAddress, { columns, missing, scaling }: Features, { source, summary }: StoredTableDataset) {
  const key = keyOf(summary)
  return {
    database, table, columns, scaling,
    mode: source.computing,
    missing: missing === 'keep' ? ('marginalize' as const) : missing,
    ...(key.length > 0 && { key }),
  }
}

/** Without what is empty. */
const loginOf = ({ username, password }: TableLogin): TableLogin => ({ ...(username && { username }), ...(password && { password }) })
const isLogin = ({ username, password }: TableLogin): boolean => username !== undefined || password !== undefined

function addressOf(text: string): TableAddress {
  try {
    return parseTableAddress(text.trim())
  } catch (error) {
    if (!(error instanceof TableAddressError)) throw error
    throw new StudioError('table-address', error.message)
  }
}

function summaryOf(address: TableAddress, { rows, columns, sortingKey }: DescribedTable, computing: Computing): DatasetSummary {
  const order = sortingKey.length > 0 ? [...sortingKey] : columns.map(({ name }) => name)
  return {
    id: '' as DatasetId,
    name: `${address.database}.${address.table}`,
    format: 'clickhouse',
    rows,
    columns: columns.map(column => columnSummary(column, { rows, sortingKey })),
    images: false,
    imageShape: null,
    onDisk: false,
    server: { address: tableAddressText(address), order, previewRows: Math.min(rows, maxPreviewRows), needsPassword: false, computing, servers: address.urls.length },
    dialect: null,
    reading: {},
    title: null,
    tables: null,
    note: '',
  }
}

function columnSummary({ name, type, missing, numbers }: DescribedTable['columns'][number], { rows, sortingKey }: { readonly rows: number; readonly sortingKey: readonly string[] }): ColumnSummary {
  const kind = numbers ? 'number' : /Date/.test(type) ? 'date' : /^(LowCardinality|Enum)/.test(type) ? 'category' : 'text'
  const present = rows - missing - (numbers?.infinite ?? 0)
  const fact = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null)
  return {
    name,
    type: kind,
    detectedType: kind,
    role: !numbers ? 'category' : numbers.minimum === numbers.maximum ? 'constant' : sortingKey.includes(name) && /Int/.test(type) ? 'identifier' : 'feature',
    missing,
    nonFinite: numbers?.infinite ?? 0,
    distinct: null,
    minimum: fact(numbers?.minimum),
    maximum: fact(numbers?.maximum),
    mean: fact(numbers?.mean),
    standardDeviation: present > 1 ? fact(Math.sqrt(((numbers?.variance ?? NaN) * present) / (present - 1))) : null,
  }
}

/** Rows at servers are neither sorted nor filtered: the window does not offer it. */
export function notAtServers(): StudioError {
  return new StudioError('invalid-request', 'The rows of this table stay at their servers, where Studio neither sorts nor filters them. Open a view with the rows that are wanted.', { field: 'where' })
}
