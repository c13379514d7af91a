import { optional, readOptions, text, type OptionReaders } from '@mixtura/numerics/validation'
import type { ClickHouseConnection } from './connection.js'
import { tableAddress, type TableAddress } from './tableAddress.js'

/** Who asks. */
export interface TableLogin {
  /** The user of the address by default, or else that of the server. */
  readonly username?: string | undefined
  /** The password of the address by default. */
  readonly password?: string | undefined
}

/** The open clients of a table. */
export interface TableConnection {
  /** One client for each server, as `clickhouseSource` takes them. */
  readonly client: readonly ClickHouseConnection[]
  close(): Promise<void>
}

/** Milliseconds that a pass may take: a table may be large. */
const requestTimeout = 3_600_000

const loginReaders: OptionReaders<TableLogin> = { username: optional(text('default')), password: optional(text('secret')) }

/**
 * Opens a client of `@clickhouse/client` for each server of an address. The clients log nothing. Nothing is asked of the servers yet.
 *
 * @throws {InvalidOptionError} {ShapeError}
 */
export async function connectTable(address: TableAddress, login: TableLogin = {}): Promise<TableConnection> {
  const { urls, ...own } = tableAddress('address', address)
  const { username = own.username, password = own.password } = readOptions('connectTable', login, loginReaders)
  const { ClickHouseLogLevel, createClient } = await import('@clickhouse/client')
  const clients = urls.map(url =>
    createClient({ url, ...(username && { username }), ...(password && { password }), request_timeout: requestTimeout, log: { level: ClickHouseLogLevel.OFF } }),
  )
  return {
    client: clients,
    async close() {
      await Promise.all(clients.map(client => client.close()))
    },
  }
}
