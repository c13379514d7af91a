import { fitGaussianMixture, type GaussianMixture } from '@mixtura/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectClose } from '../../numerics/src/testing/expectClose.js'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { countComponents, createScoresView, scoringQuery, writeScores } from './index.js'
import { serverProblem, startServers, type TestServer } from './testing/clusterOfShards.js'
import { clusters, makeTable } from './testing/tables.js'

const columns = ['a', 'b', 'c']
const samples = clusters(300)

describe.skipIf(serverProblem !== null)(`scores in ClickHouse (${serverProblem ? `skipped: ${serverProblem}` : 'two shards'})`, () => {
  let servers: readonly TestServer[] = []
  let stop = async (): Promise<void> => {}
  let model: GaussianMixture
  beforeAll(async () => {
    ;({ servers, stop } = await startServers(2))
    await Promise.all(servers.map(({ client }, index) => makeTable(client, { name: 'parts', columns, samples, part: [index, 2] })))
    ;({ model } = await fitGaussianMixture(samples, { components: 3, seed: 1 }))
  })
  afterAll(() => stop())

  it('can be counted by component, and be a view with anomaly scores at each shard', async () => {
    const client = servers.map(server => server.client)
    const labels = await model.predict(samples)
    expect(await countComponents({ client, table: 'parts', columns, model })).toEqual([0, 1, 2].map(k => labels.filter(label => label === k).length))
    await createScoresView({ client, table: 'parts', columns, model, keep: ['id'], scores: ['anomaly_score'], into: 'odd' })
    const parts = await Promise.all(client.map(async each => (await (await each.query({ query: 'SELECT * FROM odd', format: 'JSONCompact' })).json()) as unknown as { data: number[][] }))
    const rows = parts.flatMap(({ data }) => data.map(row => row.map(Number))).sort((a, b) => a[0] - b[0])
    expectClose(rows.map(row => row[1]), (await model.logDensity(samples)).map(value => -value), { relative: 1e-12 })
  })

  it('are those of the model, written where the rows are', async () => {
    for (const { client } of servers) {
      await client.command({ query: 'CREATE TABLE scores (id UInt64, component UInt32, log_density Float64, responsibility_0 Float64, responsibility_1 Float64, responsibility_2 Float64) ENGINE = MergeTree ORDER BY id' })
    }
    await writeScores({ client: servers.map(({ client }) => client), table: 'parts', columns, model, keep: ['id'], responsibilities: true, into: 'scores' })
    const rows: number[][] = []
    for (const [index, { client }] of servers.entries()) {
      const answer = await client.query({ query: 'SELECT * FROM scores ORDER BY id', format: 'JSONCompact' })
      const { data } = (await answer.json()) as unknown as { data: (string | number)[][] }
      expect(data.every(([id]) => Number(id) % 2 === index)).toBe(true)
      rows.push(...data.map(row => row.map(Number)))
    }
    rows.sort((a, b) => a[0] - b[0])
    expect(rows.map(([, component]) => component)).toEqual(Array.from(await model.predict(samples)))
    expectClose(rows.map(row => row[2]), await model.logDensity(samples), { relative: 1e-12 })
    expectClose(rows.flatMap(row => row.slice(3)), (await model.responsibilities(samples)).data, { relative: 1e-9, floor: 1 })
  })

  it('can make the table that they are written to, which must not exist', async () => {
    const options = { client: servers.map(({ client }) => client), table: 'parts', columns, model, keep: ['id', 'a'], into: 'made', create: true }
    await writeScores(options)
    for (const { client } of servers) {
      const { data } = (await (await client.query({ query: 'SELECT name, type FROM system.columns WHERE table = \'made\'', format: 'JSONCompact' })).json()) as unknown as { data: string[][] }
      expect(data).toEqual([['id', 'UInt64'], ['a', 'Float64'], ['component', 'UInt32'], ['log_density', 'Float64']])
    }
    await expect(writeScores(options)).rejects.toThrow(/refused query .*: Code: 57/)
    await expect(writeScores({ ...options, keep: ['z'], into: 'other' })).rejects.toThrow('The table has no column "z". Its columns are "id", "a", "b", "c".')
  })

  it('tell how many rows were read while they are written', async () => {
    // A millisecond a row in blocks of 100 rows, so that the server tells of parts; a server of version 18 sleeps 3 s in a block at most.
    const query = 'SELECT number AS id, toFloat64(number % 7) AS a, toFloat64(number % 5 + sleepEachRow(0.001)) AS b, toFloat64(number % 3) AS c FROM system.numbers LIMIT 1500'
    const told: { readonly rowsRead: number; readonly rows: number }[] = []
    const { omitted } = await writeScores({ client: servers.map(({ client }) => client), query, columns, model, keep: ['id'], into: 'slow', create: true, onProgress: progress => told.push(progress) })
    expect(omitted).toBe(0)
    expect(told.at(-1)).toEqual({ rowsRead: 3000, rows: 3000 })
    expect(told.map(({ rowsRead }) => rowsRead)).toEqual(told.map(({ rowsRead }) => rowsRead).sort((a, b) => a - b))
    expect(told.some(({ rowsRead }) => rowsRead > 0 && rowsRead < 3000)).toBe(true)
  })

  it('leave no table of their own behind where they fail', async () => {
    const tablesOf = async (name: string): Promise<readonly number[]> =>
      Promise.all(servers.map(async ({ client }) => Number(((await (await client.query({ query: `SELECT count() FROM system.tables WHERE name = '${name}'`, format: 'JSONCompact' })).json()) as unknown as { data: string[][] }).data[0][0])))
    const client = servers.map(each => each.client)
    // The second server has a table of this name, which is not touched.
    await servers[1].client.command({ query: 'CREATE TABLE taken (id UInt64) ENGINE = Memory' })
    await expect(writeScores({ client, table: 'parts', columns, model, keep: ['id'], into: 'taken', create: true })).rejects.toThrow(/refused query .*: Code: 57/)
    expect((await tablesOf('taken'))[1]).toBe(1)
    const enough = new AbortController()
    const query = 'SELECT number AS id, toFloat64(number % 7) AS a, toFloat64(number % 5 + sleepEachRow(0.001)) AS b, toFloat64(number % 3) AS c FROM system.numbers LIMIT 2500'
    const writing = writeScores({ client, query, columns, model, keep: ['id'], into: 'partly', create: true, signal: enough.signal })
    await expect.poll(() => tablesOf('partly'), { timeout: 10_000 }).toEqual([1, 1])
    enough.abort(new Error('enough'))
    await expect(writing).rejects.toThrow('enough')
    expect(await tablesOf('partly')).toEqual([0, 0])
  })

  it('can be a view, of any structure, and leave out rows that have no score', async () => {
    const { client } = servers[0]
    for (const covarianceType of ['diag', 'spherical', 'tied'] as const) {
      const { model: other } = await fitGaussianMixture(samples, { components: 2, covarianceType })
      const query = scoringQuery({ query: 'SELECT id, a / (id != 4) AS a, b, c FROM parts', columns, model: other, keep: ['id'] })
      const answer = await client.query({ query: `SELECT id, component, log_density FROM (${query}) ORDER BY id`, format: 'JSONCompact' })
      const { data } = (await answer.json()) as unknown as { data: (string | number)[][] }
      const expected = await other.logDensity(samples)
      expect(data.map(([id]) => Number(id))).toEqual(Array.from({ length: 150 }, (_, at) => 2 * at).filter(id => id !== 4))
      expectClose(data.map(row => Number(row[2])), data.map(([id]) => expected[Number(id)]), { relative: 1e-12 })
    }
  })

  it('keep columns whatever their names', async () => {
    const query = scoringQuery({ query: "SELECT id AS r0, id + 1 AS logDensity, 'x' AS x0, a, b, c FROM parts -- all of it", columns, model, keep: ['r0', 'logDensity', 'x0'] })
    const answer = await servers[0].client.query({ query: `SELECT * FROM (${query}) ORDER BY r0 LIMIT 2`, format: 'JSONCompact' })
    const { data } = (await answer.json()) as unknown as { data: (string | number)[][] }
    const [labels, densities] = [await model.predict(samples), await model.logDensity(samples)]
    expect(data.map(row => row.slice(0, 4))).toEqual([['0', '1', 'x', labels[0]], ['2', '3', 'x', labels[2]]])
    expectClose(data.map(row => Number(row[4])), [densities[0], densities[2]], { relative: 1e-12 })
  })

  it('say what is wrong with a request', async () => {
    expect(await messageOf(() => scoringQuery({ table: 'parts', columns: ['a'], model }))).toBe(
      'model must be a mixture in 1 columns, as named, but it is one in 3. Name the columns of the mixture, in its order.',
    )
    expect(await messageOf(() => scoringQuery({ table: 'parts', columns, model, keep: ['component'] }))).toBe(
      `option keep must be names that differ from each other and from those of the scores, but it is 'component'. Give the column another name in a query.`,
    )
    await expect(writeScores({ client: servers[0].client, table: 'parts', columns, model, into: 'nowhere' })).rejects.toThrow(/^the server refused query .*: Code: 60/)
  })
})
