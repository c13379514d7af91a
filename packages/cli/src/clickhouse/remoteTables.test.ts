import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serverProblem, startServers, type TestServer } from '../../../clickhouse/src/testing/clusterOfShards.js'
import { workplace } from '../testing/mixtura.js'

const place = workplace()
const rows = readFileSync(place.path('old-faithful.csv'), 'utf8').trim().split('\n').slice(1).map(line => line.split(',').map(Number))

describe('addresses of tables', () => {
  it.each([
    ['clickhouse://user:secret@host/d/t', 'mixtura: The address of a table must not contain a password, because others could read it. Put it into the environment variable CLICKHOUSE_PASSWORD.\n'],
    ['clickhouse://ada:secret@host/t', 'mixtura: This is no address of a table of ClickHouse. Write for example clickhouse://localhost/default/eruptions, or clickhouse://shard1,shard2/default/eruptions.\n'],
    ['clickhouse://host/d/100%', 'mixtura: This is no address of a table of ClickHouse. Write for example clickhouse://localhost/default/eruptions, or clickhouse://shard1,shard2/default/eruptions.\n'],
  ])('are checked: %s', async (address, message) => {
    expect(await place.run(['describe', address])).toEqual({ code: 2, stdout: '', stderr: message })
  })

  it('are refused where rows would have to travel', async () => {
    const table = 'clickhouse://host/d/t'
    const stderrOf = async (...args: string[]): Promise<string> => (await place.run(args)).stderr
    expect(await stderrOf('studio', table)).toBe('mixtura: mixtura studio does not read tables of ClickHouse. describe, fit, select, predict and score do; export a sample for the others.\n')
    expect(await stderrOf('fit', table, '--columns', 'a', '--out', 'groups.csv')).toBe(
      'mixtura: Results of a table of ClickHouse stay at its servers, but --out names another place. Name a new table with the same servers.\n',
    )
    expect(await stderrOf('fit', table, '--columns', 'a', '--out', 'http://ada:secret@host/d/t')).not.toContain('secret')
    expect(await stderrOf('fit', table)).toBe('mixtura: --columns NAMES is missing: a table of ClickHouse does not say which of its columns are features; mixtura describe lists them.\n')
    expect(await stderrOf('fit', table, '--columns', 'a', '--threads', '2')).toBe('mixtura: --threads does not apply to a table of ClickHouse, whose rows stay there. Leave it out.\n')
    expect(await stderrOf('fit', table, '--columns', 'a', '--family', 'noise-mixture')).toBe(
      'mixtura: Fits of the family noise-mixture need the rows, but those of a table of ClickHouse stay there. Use the family mixture or mixture-selection, or export a sample.\n',
    )
  })
})

describe.skipIf(serverProblem !== null)(`tables of ClickHouse (${serverProblem ? `skipped: ${serverProblem}` : 'two shards'})`, () => {
  let servers: readonly TestServer[] = []
  let stop = async (): Promise<void> => {}
  let address = ''
  beforeAll(async () => {
    ;({ servers, stop } = await startServers(2))
    address = `clickhouse://${servers.map(({ url }) => new URL(url).host).join(',')}/default`
    await Promise.all(servers.map(async ({ client }, shard) => {
      await client.command({ query: 'CREATE TABLE eruptions (id UInt64, eruption Float64, waiting Float64) ENGINE = MergeTree ORDER BY id' })
      const values = rows.flatMap(([eruption, waiting], id) => (id % 2 === shard ? [{ id, eruption, waiting }] : []))
      await client.insert({ table: 'eruptions', values, format: 'JSONEachRow' })
    }))
  })
  afterAll(() => stop())

  it('are described', async () => {
    const { code, stdout } = await place.run(['describe', `${address}/eruptions`])
    expect(code).toBe(0)
    expect(stdout).toContain('default.eruptions: 272 rows, 3 columns')
    expect(stdout).toMatch(/waiting +Float64 +0 +43 +70\.8971 +96/)
    const { columns } = JSON.parse((await place.run(['describe', `${address}/eruptions`, '--json'])).stdout) as { columns: { name: string }[] }
    expect(columns.map(({ name }) => name)).toEqual(['id', 'eruption', 'waiting'])
  })

  it('are fitted as a file with the same rows is, and labels are written beside them', async () => {
    const fit = ['--components', '2', '--seed', '1', '--tolerance', '1e-10', '--json', '--quiet']
    const remote = await place.run(['fit', `${address}/eruptions`, '--columns', 'eruption,waiting', '--key', 'id', '--model', 'remote.mixtura', '--out', `${address}/labels`, ...fit])
    expect(remote).toMatchObject({ code: 0, stderr: '' })
    const local = await place.run(['fit', 'old-faithful.csv', ...fit])
    const factsOf = (text: string): Record<string, number> => (JSON.parse(text.trim().split('\n').at(-1)!) as { facts: Record<string, number> }).facts
    expect(factsOf(remote.stdout).meanLogLikelihood).toBeCloseTo(factsOf(local.stdout).meanLogLikelihood!, 8)
    expect((await place.run(['predict', `${address}/eruptions`, '--model', 'remote.mixtura', '--key', 'id', '--out', `${address}/again`, '--probabilities'])).code).toBe(0)
    for (const { client } of servers) {
      const answer = await client.query({ query: 'SELECT count(), sum(component = l), max(abs(responsibility_0 + responsibility_1 - 1)) FROM again ANY INNER JOIN (SELECT id, component AS l FROM labels) USING id', format: 'JSONCompact' })
      const { data } = (await answer.json()) as unknown as { data: (string | number)[][] }
      expect(data[0]!.slice(0, 2).map(Number)).toEqual([136, 136])
      expect(Number(data[0]![2])).toBeLessThan(1e-12)
    }
  })

  it('are scored where they are, by a model of standardised columns too', async () => {
    const fit = ['--columns', 'eruption,waiting', '--key', 'id', '--standardize', '--components', '2', '--seed', '1', '--quiet']
    expect(await place.run(['fit', `${address}/eruptions`, ...fit, '--model', 'scaled.mixtura'])).toMatchObject({ code: 0, stderr: '' })
    const scored = await place.run(['score', `${address}/eruptions`, '--model', 'scaled.mixtura', '--key', 'id', '--out', `${address}/scores`])
    expect(scored).toEqual({ code: 0, stdout: '', stderr: `Table written: default.scores.\n` })
    const sums = await Promise.all(servers.map(async ({ client }) => {
      const answer = await client.query({ query: 'SELECT count(), sum(log_density), sum(anomaly_score) FROM scores', format: 'JSONCompact' })
      return ((await answer.json()) as unknown as { data: (string | number)[][] }).data[0]!.map(Number)
    }))
    const [count, logDensity, score] = [0, 1, 2].map(at => sums.reduce((sum, part) => sum + part[at]!, 0))
    // Old Faithful under two full components: -4.1554 nats per row in the columns' own units.
    expect([count, logDensity! / 272, score! + logDensity!]).toEqual([272, expect.closeTo(-4.1554, 3), expect.closeTo(0, 9)])
  })

  it('say how many rows have no scores', async () => {
    for (const { client } of servers) {
      await client.command({ query: 'CREATE TABLE gappy (id UInt64, eruption Nullable(Float64), waiting Float64) ENGINE = MergeTree ORDER BY id' })
      await client.insert({ table: 'gappy', values: [{ id: 1, eruption: 2, waiting: 50 }, { id: 2, eruption: null, waiting: 60 }], format: 'JSONEachRow' })
    }
    const { stderr } = await place.run(['predict', `${address}/gappy`, '--model', 'remote.mixtura', '--out', `${address}/gappy_groups`])
    expect(stderr).toBe('Table written: default.gappy_groups. 2 rows with a missing cell are not in it.\n')
  })

  it('are searched for the number of groups', async () => {
    const selected = await place.run(['select', `${address}/eruptions`, '--columns', 'eruption,waiting', '--key', 'id', '--components', '1..3', '--covariance-types', 'full', '--seed', '1', '--json', '--quiet'])
    expect(selected).toMatchObject({ code: 0, stderr: '' })
    expect((JSON.parse(selected.stdout.trim().split('\n').at(-1)!) as { facts: { components: number } }).facts.components).toBe(2)
  })

  it('need a new table for labels', async () => {
    const { code, stderr } = await place.run(['predict', `${address}/eruptions`, '--model', 'remote.mixtura'])
    expect([code, stderr]).toEqual([2, 'mixtura: --out clickhouse://… is missing: a new table at the same servers, for the results.\n'])
  })
})

describe('what cannot be done where the rows are', () => {
  it.each([
    [['select', 'clickhouse://host/d/t', '--columns', 'a', '--criterion', 'icl'], 'mixtura: With these options the family mixture-selection needs the rows, and those of a ClickHouse table stay where they are. Choose --criterion bic or aic, or export a sample.\n'],
    [['fit', 'clickhouse://host/d/t', '--columns', 'a', '--delimiter', ';'], 'mixtura: --delimiter does not apply to a table of ClickHouse, whose rows stay there. Leave it out.\n'],
    [['describe', 'clickhouse://host/d/t', '--encoding', 'gbk'], 'mixtura: --encoding does not apply to a table of ClickHouse, whose rows stay there. Leave it out.\n'],
    [['fit', 'own.csv', '--key', 'id'], 'mixtura: --key is for tables of ClickHouse. Leave it out for a file.\n'],
  ])('is refused: %j', async (args, message) => {
    expect(await place.run(args)).toEqual({ code: 2, stdout: '', stderr: message })
  })
})
