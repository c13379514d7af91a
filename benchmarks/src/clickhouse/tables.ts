import { matrix, type Matrix } from '@mixtura/core'
import type { TestServer } from '../../../packages/clickhouse/src/testing/clusterOfShards.js'

/** The part of a client that makes and reads tables. */
type Client = Pick<TestServer['client'], 'query' | 'command'>

const modulus = 1_000_003

export const columnNames = (columns: number): readonly string[] => Array.from({ length: columns }, (_, i) => `x${i}`)

/** The rows [from, to) in a new table. The server makes them, of hashes of their numbers: uniform in a cube, the same everywhere. */
export async function makeTable(client: Client, table: string, { from, to, columns }: { readonly from: number; readonly to: number; readonly columns: number }): Promise<void> {
  const names = columnNames(columns)
  const cells = names.map((_, i) => `(intHash64(number * ${columns} + ${i}) % ${modulus}) / ${modulus}`)
  await client.command({ query: `DROP TABLE IF EXISTS ${table}` })
  await client.command({ query: `CREATE TABLE ${table} (id UInt64, ${names.map(name => `${name} Float64`).join(', ')}) ENGINE = MergeTree ORDER BY id` })
  await client.command({ query: `INSERT INTO ${table} SELECT number, ${cells.join(', ')} FROM (SELECT number + ${from} AS number FROM system.numbers LIMIT ${to - from})` })
}

/** All rows of a table, in memory. */
export async function readTable(client: Client, table: string, { rows, columns }: { readonly rows: number; readonly columns: number }): Promise<Matrix> {
  const data = new Float64Array(rows * columns)
  const block = Math.ceil(800_000 / columns)
  for (let from = 0; from < rows; from += block) {
    const answer = await client.query({ query: `SELECT ${columnNames(columns).join(', ')} FROM ${table} WHERE id >= ${from} AND id < ${from + block} ORDER BY id`, format: 'JSONCompact' })
    const { data: part } = (await answer.json()) as unknown as { data: number[][] }
    part.forEach((row, at) => data.set(row, (from + at) * columns))
  }
  return matrix(data, rows, columns)
}
