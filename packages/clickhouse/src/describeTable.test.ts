import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { describeTable, drawTableRows, readTableRows } from './index.js'
import { serverProblem, startServers, type TestServer } from './testing/clusterOfShards.js'
import { makeTable } from './testing/tables.js'

describe.skipIf(serverProblem !== null)(`the description of a table (${serverProblem ? `skipped: ${serverProblem}` : 'two shards'})`, () => {
  let servers: readonly TestServer[] = []
  let stop = async (): Promise<void> => {}
  beforeAll(async () => {
    ;({ servers, stop } = await startServers(2))
    const types = { b: 'Nullable(Float64)' }
    await makeTable(servers[0]!.client, { name: 't', columns: ['a', 'b'], samples: { rows: 2, data: [1, 5, 3, null] }, types })
    await makeTable(servers[1]!.client, { name: 't', columns: ['a', 'b'], samples: { rows: 1, data: [8, null] }, types })
  })
  afterAll(() => stop())

  it('has the facts of all shards', async () => {
    const { rows, rowsOfShards, sortingKey, columns } = await describeTable({ client: servers.map(({ client }) => client), table: 't' })
    expect([rows, rowsOfShards, sortingKey]).toEqual([3, [2, 1], ['id']])
    expect(columns.map(({ name, type, missing }) => [name, type, missing])).toEqual([['id', 'UInt64', 0], ['a', 'Float64', 0], ['b', 'Nullable(Float64)', 2]])
    // 1, 3 and 8: the mean is 4, the squared distances 9, 1 and 16.
    expect(columns[1]!.numbers).toEqual({ infinite: 0, minimum: 1, maximum: 8, mean: 4, variance: 26 / 3 })
    expect(columns[2]!.numbers).toEqual({ infinite: 0, minimum: 5, maximum: 5, mean: 5, variance: 0 })
  })

  it('counts what is no finite number, and has no facts of texts and of empty columns', async () => {
    const query = "SELECT toString(a) AS word, a / (a - 1) AS infinite, CAST(NULL AS Nullable(Float64)) AS empty FROM t"
    const { columns } = await describeTable({ client: servers[0]!.client, query })
    expect(columns[0]).toEqual({ name: 'word', type: 'String', missing: 0, numbers: null })
    expect(columns[1]!.numbers).toEqual({ infinite: 1, minimum: 1.5, maximum: 1.5, mean: 1.5, variance: 0 })
    expect(columns[2]).toEqual({ name: 'empty', type: 'Nullable(Float64)', missing: 2, numbers: { infinite: 0, minimum: NaN, maximum: NaN, mean: NaN, variance: NaN } })
  })

  it('has the variance of a column far from 0, whose digits a sum of squares would lose', async () => {
    const query = 'SELECT 1700000000 + a AS seconds FROM t'
    const { columns: [seconds] } = await describeTable({ client: servers.map(({ client }) => client), query })
    expect(seconds!.numbers!.variance).toBeCloseTo(26 / 3, 6)
  })

  it('has pages of rows, from one shard to the next', async () => {
    const asked = { client: servers.map(({ client }) => client), table: 't', columns: ['a', 'b', 'id'], order: ['id'], rowsOfShards: [2, 1] }
    expect(await readTableRows({ ...asked, offset: 0, limit: 5 })).toEqual([[1, 5, 0], [3, null, 1], [8, null, 0]])
    expect(await readTableRows({ ...asked, offset: 1, limit: 1 })).toEqual([[3, null, 1]])
    const query = "SELECT toDate('2026-12-01') AS day, [a] AS list, a / (a - 1) AS odd, toUInt64(9007199254740993) AS large FROM t"
    expect(await readTableRows({ client: servers[0]!.client, query, columns: ['day', 'list', 'odd', 'large'], order: ['list'], rowsOfShards: [2], offset: 0, limit: 1 })).toEqual([['2026-12-01', '[1]', 'inf', '9007199254740993']])
  })

  it('has each row on one page, although many have the same key', async () => {
    const { client } = servers[0]!
    await client.command({ query: 'CREATE TABLE ties (day UInt8, a UInt32, b Nullable(String)) ENGINE = MergeTree ORDER BY day' })
    // Three parts, whose rows come in no order of their own.
    for (let part = 0; part < 3; part++) await client.command({ query: `INSERT INTO ties SELECT number % 2, (number * 7 + ${part}) % 50, if(number % 4 = 0, NULL, toString(number * 3 + ${part})) FROM numbers(40)` })
    const page = (offset: number, limit: number) => readTableRows({ client, table: 'ties', columns: ['day', 'a', 'b'], order: ['day'], rowsOfShards: [120], offset, limit })
    const whole = await page(0, 120)
    expect(whole).toHaveLength(120)
    expect(whole.map(([day]) => Number(day))).toEqual(whole.map(([day]) => Number(day)).sort())
    const pages = await Promise.all(Array.from({ length: 12 }, (_, at) => page(10 * at, 10)))
    expect(pages.flat()).toEqual(whole)
  })

  it('has rows that a hash draws, whatever their types and wherever they are', async () => {
    const query = (from: number, step: number): string => `SELECT toUInt64(number * ${step} + ${from}) AS id, concat('row ', toString(id)) AS name, if(id % 5 = 0, NULL, id / 4) AS part, toDate('2026-12-01') + id % 3 AS day FROM numbers(${1000 / step})`
    for (const [index, { client }] of servers.entries()) await client.command({ query: `CREATE VIEW half AS ${query(index, 2)}` })
    const { client } = servers[0]!
    await client.command({ query: `CREATE VIEW whole AS ${query(0, 1)}` })
    const asked = { columns: ['id', 'name', 'part', 'day'], key: ['id'], count: 20 }
    const drawn = await drawTableRows({ ...asked, client, table: 'whole' })
    expect([drawn.total, drawn.rows.length, new Set(drawn.rows.map(([id]) => id)).size]).toEqual([1000, 20, 20])
    for (const [id, name, part, day] of drawn.rows) expect([name, part, day]).toEqual([`row ${id}`, Number(id) % 5 === 0 ? null : Number(id) / 4, `2026-12-0${1 + (Number(id) % 3)}`])
    // The same rows on two shards; others under another seed; all of a table with fewer rows.
    expect(await drawTableRows({ ...asked, client: servers.map(each => each.client), table: 'half' })).toEqual(drawn)
    expect((await drawTableRows({ ...asked, client, table: 'whole', seed: 1 })).rows).not.toEqual(drawn.rows)
    expect((await drawTableRows({ columns: ['a'], client: servers.map(each => each.client), table: 't', count: 9 })).rows.map(([a]) => a).sort()).toEqual([1, 3, 8])
    expect(await messageOf(() => drawTableRows({ ...asked, client, table: 'whole', key: ['z'] }))).toBe('The table has no column "z". Its columns are "id", "name", "part", "day".')
  })

  it('asks for a table or a query', async () => {
    expect(await messageOf(() => describeTable({ client: servers[0]!.client }))).toMatch(/^option table must be given if query is not/)
  })
})
