import { connectTable, type ClickHouseConnection, type TableAddress } from '@mixtura/clickhouse'
import type { Invocation } from '../commands/command.js'

/**
 * Does work with a client for each server of a table, and closes them. The password is that of the environment, CLICKHOUSE_PASSWORD,
 * and the user, unless the address names one, CLICKHOUSE_USER, as for ClickHouse's own client.
 */
export async function withClients<Result>({ host: { env } }: Pick<Invocation, 'host'>, address: TableAddress, work: (clients: readonly ClickHouseConnection[]) => Promise<Result>): Promise<Result> {
  const username = address.username ?? env.CLICKHOUSE_USER
  const password = env.CLICKHOUSE_PASSWORD
  const { client, close } = await connectTable(address, { ...(username && { username }), ...(password && { password }) })
  try {
    return await work(client)
  } finally {
    await close()
  }
}
