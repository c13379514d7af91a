import type { ClickHouseClient } from '@clickhouse/client'
import type { TableAddress } from './tableAddress.js'

/** Milliseconds that a pass may take: a table may be large. */
const requestTimeout = 3_600_000

/**
 * Does work with a client for each server of a table, and closes them. The password is that of the environment, CLICKHOUSE_PASSWORD,
 * and the user, unless the address names one, CLICKHOUSE_USER, as for ClickHouse's own client.
 */
export async function withClients<Result>({ urls, username = process.env.CLICKHOUSE_USER }: TableAddress, work: (clients: readonly ClickHouseClient[]) => Promise<Result>): Promise<Result> {
  const { ClickHouseLogLevel, createClient } = await import('@clickhouse/client')
  const password = process.env.CLICKHOUSE_PASSWORD
  const clients = urls.map(url =>
    createClient({ url, ...(username && { username }), ...(password && { password }), request_timeout: requestTimeout, log: { level: ClickHouseLogLevel.OFF } }),
  )
  try {
    return await work(clients)
  } finally {
    await Promise.all(clients.map(client => client.close()))
  }
}
