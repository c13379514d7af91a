import { Database } from '../../../packages/data/src/duckdb/database.js'
import { literal } from '../../../packages/data/src/duckdb/literals.js'

/** K */
export const clusters = 8
/** D */
export const columns = 8
export const columnNames = Array.from({ length: columns }, (_, at) => `x${at}`)

/** Uniform on (0, 1): a hash of the row and of what it is for. */
const uniform = (row: string, use: number): string => `(hash(${row} * 1000 + ${use}) % 1000003 + 1) / 1000005.0`

/** Position of a cluster in a column, between 0 and 8 standard deviations. */
const centre = (cluster: string, column: number): string => `8 * ${uniform(cluster, 500 + column)}`

/** Writes a Parquet file of normal clusters, which DuckDB makes of hashes, so that the rows are never in memory. */
export async function writeTable(path: string, rows: number): Promise<void> {
  const database = await Database.open({ onDisk: false, memoryLimit: 2 ** 29 })
  try {
    const cells = columnNames.map((name, at) =>
      `${centre('cluster', at)} + sqrt(-2 * ln(${uniform('row', 2 * at)})) * cos(2 * pi() * ${uniform('row', 2 * at + 1)}) AS ${name}`)
    const table = `SELECT range AS row, hash(range) % ${clusters} AS cluster FROM range(${rows})`
    await database.run(`COPY (SELECT ${cells.join(', ')} FROM (${table})) TO ${literal(path)} (FORMAT parquet)`)
  } finally {
    await database.close()
  }
}

/** Seconds in which DuckDB reads the columns: to add them itself, and to hand them over to this process. */
export async function readTable(path: string, memoryLimit: number): Promise<{ readonly added: number; readonly handedOver: number }> {
  const database = await Database.open({ onDisk: false, memoryLimit })
  const from = `FROM read_parquet(${literal(path)})`
  try {
    const added = await secondsOf(() => database.rows(`SELECT ${columnNames.map(name => `sum(${name})`).join(', ')} ${from}`))
    const handedOver = await secondsOf(async () => {
      for await (const _ of database.chunks(`SELECT ${columnNames.join(', ')} ${from}`));
    })
    return { added, handedOver }
  } finally {
    await database.close()
  }
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}
