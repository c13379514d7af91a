import type { ClickHouseClient } from '@clickhouse/client'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { quoteName } from '../sql/literals.js'

/** Three clusters in three columns around `offset`, with correlations. */
export function clusters(rows: number, { offset = 0, seed = 5 }: { readonly offset?: number; readonly seed?: number } = {}): Matrix {
  const random = createRandom(seed)
  const data = new Float64Array(rows * 3)
  for (let row = 0; row < rows; row++) {
    const cluster = random.integer(3)
    const shared = random.normal()
    for (let i = 0; i < 3; i++) data[3 * row + i] = offset + 7 * cluster * (i === 1 ? -0.6 : 1) + (0.5 + 0.4 * i) * (0.8 * random.normal() + 0.6 * shared)
  }
  return matrix(data, rows, 3)
}

/**
 * Makes a table with the columns `id` and those named, and puts every n-th row of `samples` into it.
 *
 * @param extra definitions and values of further columns.
 */
export async function makeTable(
  client: ClickHouseClient,
  { name, columns, samples, part = [0, 1], types = {} }: {
    readonly name: string
    readonly columns: readonly string[]
    readonly samples: { readonly data: ArrayLike<number | null>; readonly rows: number }
    /** The rows whose number leaves remainder `part[0]` when it is divided by `part[1]`. */
    readonly part?: readonly [number, number]
    readonly types?: Readonly<Record<string, string>>
  },
): Promise<void> {
  const definitions = columns.map(column => `${quoteName(column)} ${types[column] ?? 'Float64'}`)
  await client.command({ query: `CREATE TABLE ${quoteName(name)} (id UInt64, ${definitions.join(', ')}) ENGINE = MergeTree ORDER BY id` })
  const values: Record<string, number | null>[] = []
  for (let row = part[0]; row < samples.rows; row += part[1]) {
    values.push({ id: row, ...Object.fromEntries(columns.map((column, i) => [column, samples.data[row * columns.length + i]])) })
  }
  await client.insert({ table: quoteName(name), values, format: 'JSONEachRow', clickhouse_settings: { input_format_skip_unknown_fields: 0 } })
}
