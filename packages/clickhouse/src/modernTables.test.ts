import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeTable, drawTableRows, profileTable, readTableRows } from './index.js'
import { embeddedProblem, startEmbeddedServer } from './testing/embeddedServer.js'

const problem = embeddedProblem()
const rows = 5000

/** What the tests of servers of version 18 hold for tables at a modern server, with types that those do not have. */
describe.skipIf(problem !== null)(`tables of a modern server (${problem ? `skipped: ${problem}` : 'in this process'})`, () => {
  let client: ClickHouseClient
  let stop = async (): Promise<void> => {}
  beforeAll(async () => {
    ;({ client, stop } = await startEmbeddedServer())
    await client.command({
      query:
        'CREATE TABLE events (id UInt64, kind LowCardinality(Nullable(String)), price Decimal(9, 2), moment DateTime64(3, \'UTC\'), day Date32, tags Array(String), scores Map(String, UInt8)) ' +
        'ENGINE = MergeTree ORDER BY kind SETTINGS allow_nullable_key = 1',
    })
    await client.command({
      query:
        `INSERT INTO events SELECT number, if(number % 5 = 0, NULL, if(number % 2 = 0, 'even', 'odd')), number / 4, toDateTime64('2026-01-01 00:00:00.000', 3, 'UTC') + number, ` +
        `toDate32('1960-01-01') + number % 100, [toString(number)], map('a', toUInt8(number % 7)) FROM numbers(${rows})`,
    })
  }, 300_000)
  afterAll(() => stop())

  it('are profiled', async () => {
    const [price, kind, moment, day, tags] = await profileTable({ client, table: 'events', columns: ['price', 'kind', 'moment', 'day', 'tags'] })
    expect(price!.quartiles).toEqual([0.25, 0.5, 0.75].map(share => ((rows - 1) * share) / 4))
    expect(price!.histogram!.counts.reduce((sum, count) => sum + count, 0)).toBe(rows)
    expect(kind!.topValues).toEqual([{ value: 'even', rows: 2000 }, { value: 'odd', rows: 2000 }])
    const start = Date.UTC(2026, 0, 1)
    expect(moment!.histogram).toMatchObject({ from: start, to: start + 1000 * (rows - 1) })
    expect(day!.histogram).toMatchObject({ from: Date.UTC(1960, 0, 1), to: Date.UTC(1960, 0, 1) + 99 * 86_400_000 })
    expect(tags!.topValues).toHaveLength(12)
    const [many] = await profileTable({ client, query: 'SELECT toString(number) AS name FROM numbers(1000000)', columns: ['name'] })
    expect(many!.topValues).toBeNull()
  })

  it('are drawn from and shown page by page', async () => {
    const { columns } = await describeTable({ client, table: 'events' })
    const names = columns.map(({ name }) => name)
    const drawn = await drawTableRows({ client, table: 'events', columns: names, key: ['id'], count: 50 })
    expect([drawn.total, drawn.rows.length]).toEqual([rows, 50])
    for (const [id, kind, price, , , tags] of drawn.rows) {
      expect([kind, price, tags]).toEqual([Number(id) % 5 === 0 ? null : Number(id) % 2 === 0 ? 'even' : 'odd', Number(id) / 4, `['${id}']`])
    }
    const pages = await Promise.all([0, 2500].map(offset => readTableRows({ client, table: 'events', columns: names, order: ['kind'], rowsOfShards: [rows], offset, limit: 2500 })))
    expect(new Set(pages.flat().map(([id]) => id)).size).toBe(rows)
  })
})
