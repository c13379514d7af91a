import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serverProblem, startServers, type TestServer } from '../../../../packages/clickhouse/src/testing/clusterOfShards.js'
import type { DatasetSummary } from '../contract/dataset.js'
import { endOf, factOf, fitRequest, startEngine, type RunningEngine } from './engineFixture.js'

const password = 'geheim-4711'
const user = 'analystin'
/** At each server. */
const someRows = 600
const rows = Array.from({ length: 400 }, (_, id) => ({ id, x: Math.sin(3 * id) + (id % 4 === 0 ? 9 : 0), y: id % 10 === 3 ? null : Math.cos(5 * id) * 2, name: `row ${id}` }))

describe.skipIf(serverProblem !== null)(`tables at servers (${serverProblem ? `skipped: ${serverProblem}` : 'two servers with a password'})`, () => {
  let servers: readonly TestServer[] = []
  let stop = async (): Promise<void> => {}
  let address = ''
  beforeAll(async () => {
    ;({ servers, stop } = await startServers(2, { password, user }))
    address = `clickhouse://${servers.map(({ url }) => new URL(url).host).join(',')}/default`
    await Promise.all(servers.map(async ({ client }, shard) => {
      await client.command({ query: 'CREATE TABLE parts (id UInt64, x Float64, y Nullable(Float64), name String) ENGINE = MergeTree ORDER BY id' })
      await client.insert({ table: 'parts', values: rows.filter(({ id }) => id % 2 === shard), format: 'JSONEachRow' })
      // Blocks of rows that take a while each.
      await client.command({ query: `CREATE VIEW some AS SELECT number AS id, sin(3 * number) + number % 2 * 9 AS x, cos(5 * number) + sleepEachRow(0.002) AS y FROM system.numbers LIMIT ${someRows}` })
      await client.command({ query: 'CREATE VIEW many AS SELECT number AS id, sin(3 * number) + number % 2 * 9 AS x, cos(5 * number) AS y FROM system.numbers LIMIT 10000000' })
    }))
  })
  afterAll(() => stop())

  const open = ({ engine }: RunningEngine, table = 'parts', username = ''): Promise<DatasetSummary> => engine.openTable({ address: `${address}/${table}`, username, password, computing: 'sql' })
  const choice = (dataset: DatasetSummary) =>
    fitRequest(dataset, { features: { dataset: dataset.id, columns: ['x', 'y'], scaling: 'standardize', missing: 'keep', label: null }, options: { missing: 'marginalize' } })
  const queriesOf = (): Promise<number> => countOf("SELECT count() FROM system.processes WHERE query LIKE '%logDensity%' AND query NOT LIKE '%system.processes%'")
  const tablesOf = (name: string): Promise<number> => countOf(`SELECT count() FROM system.tables WHERE name = '${name}'`)
  const countOf = async (query: string): Promise<number> => {
    const counts = await Promise.all(servers.map(async ({ client }) => {
      const answer = await client.query({ query, format: 'JSONCompact' })
      return Number(((await answer.json()) as unknown as { data: string[][] }).data[0]![0])
    }))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  it('are described, shown and fitted where they are', async () => {
    const running = await startEngine()
    const { engine, folder } = running
    await expect(engine.openTable({ address: `${address}/parts`, username: '', password: 'wrong', computing: 'sql' })).rejects.toMatchObject({ code: 'clickhouse-statement' })
    await expect(engine.openTable({ address: 'clickhouse://127.0.0.1:1/default/parts', username: '', password: '', computing: 'sql' })).rejects.toMatchObject({ code: 'clickhouse-unreachable', fields: { reason: expect.stringContaining('ECONNREFUSED') as string } })
    await expect(engine.openTable({ address: 'clickhouse://host/parts', username: '', password, computing: 'sql' })).rejects.toMatchObject({ code: 'table-address' })
    const dataset = await open(running, 'parts', user)
    expect(dataset).toMatchObject({ name: 'default.parts', format: 'clickhouse', rows: 400, server: { address: `${address}/parts`, order: ['id'], previewRows: 400, needsPassword: false } })
    expect(dataset.columns.map(({ name, role, missing }) => [name, role, missing])).toEqual([['id', 'identifier', 0], ['x', 'feature', 0], ['y', 'feature', 40], ['name', 'category', 0]])
    const page = await engine.getRows({ dataset: dataset.id, offset: 199, limit: 2 })
    expect(page.rows).toEqual([[398, rows[398]!.x, rows[398]!.y, 'row 398'], [1, rows[1]!.x, rows[1]!.y, 'row 1']])

    const [x, name] = await engine.getColumnProfiles({ dataset: dataset.id, columns: ['x', 'name'] })
    const sorted = rows.map(row => row.x).sort((a, b) => a - b)
    expect(x!.quartiles![1]).toBeCloseTo((sorted[199]! + sorted[200]!) / 2, 12)
    expect(x!.histogram!.counts.reduce((sum, count) => sum + count, 0)).toBe(400)
    expect(name!.topValues).toHaveLength(12)

    expect(await engine.assess(choice(dataset))).toMatchObject({ rows: 400, residence: 'servers', refusal: null })
    await expect(engine.assess({ ...choice(dataset), family: 'noise-mixture', options: {} })).rejects.toMatchObject({ code: 'family-needs-rows' })
    const started = await engine.startFit(choice(dataset))
    const fit = await endOf(running, started.id)
    expect(fit).toMatchObject({ status: 'completed', residence: 'servers', rowsUsed: 400, device: { backend: 'clickhouse' }, passes: { mode: 'sql', cause: 'asked', numbers: null } })
    // The same rows in memory.
    const local = await engine.openFile({ file: await grantRows(running) })
    const same = await endOf(running, (await engine.startFit(choice(local))).id)
    expect(factOf(fit, 'meanLogLikelihood')).toBeCloseTo(factOf(same, 'meanLogLikelihood') as number, 6)
    // Rows without a cell in `y` have no scores, so they are in no group.
    expect(fit.groups.reduce((sum, { size }) => sum + size!, 0)).toBe(360)

    const members = await engine.getMemberships({ fit: fit.id, offset: 0, limit: 5, order: 'uncertainty', group: null, row: null })
    expect([members.total, members.rows.length, members.rows[0]!.posteriors.length]).toEqual([360, 5, 2])
    const scatter = await engine.getScatter({ features: fit.features, view: { kind: 'columns', x: 'x', y: 'y' }, fit: fit.id, scores: false, densities: true, limit: 1000 })
    expect([scatter.total, scatter.rows.length, scatter.ellipses.length]).toEqual([400, 360, 2])

    const { page: written } = await engine.getReport({ fits: [fit.id], parts: ['dataset', 'facts', 'groups', 'scatter', 'curves', 'tables', 'options', 'script', 'origin'], title: 'Parts', note: '', language: 'en' })
    expect(written).toContain('default.parts')
    expect(written).not.toContain('<h2>Script')

    expect(await engine.writeScores({ fit: fit.id, name: 'groups', kind: 'table', keep: ['id'], posteriors: true })).toEqual({ address: `${address}/groups`, rowsOmitted: 40 })
    await expect(engine.writeScores({ fit: fit.id, name: 'groups', kind: 'table', keep: ['id'], posteriors: true })).rejects.toMatchObject({ code: 'table-exists', fields: { name: 'groups' } })
    await engine.writeScores({ fit: fit.id, name: 'grouped', kind: 'view', keep: ['id'], posteriors: false })
    const agreeing = await Promise.all(servers.map(async ({ client }) => {
      const answer = await client.query({ query: 'SELECT count(), sum(component = c) FROM groups ANY INNER JOIN (SELECT id, component AS c FROM grouped) USING id', format: 'JSONCompact' })
      return ((await answer.json()) as unknown as { data: string[][] }).data[0]!.map(Number)
    }))
    expect(agreeing).toEqual([[200, 200], [160, 160]])
    await expect(engine.exportFit({ fit: fit.id, content: 'csv' })).rejects.toMatchObject({ code: 'rows-at-servers' })
    for (const secret of [password, user]) expect(filesWith(folder, secret)).toEqual([])
  })

  it('ask for their password again after a restart', async () => {
    const running = await startEngine()
    const { engine } = running
    const dataset = await open(running)
    const { id } = await engine.startFit(choice(dataset))
    await endOf(running, id)
    running.crash()
    await running.is('lost')
    await running.is('ready')
    const [restored] = (await engine.getSession(null)).datasets
    expect(restored!.server).toMatchObject({ needsPassword: true })
    await expect(engine.getRows({ dataset: dataset.id, offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'password-needed' })
    await expect(engine.unlockTable({ dataset: dataset.id, username: '', password: 'wrong' })).rejects.toMatchObject({ code: 'clickhouse-statement' })
    expect((await engine.unlockTable({ dataset: dataset.id, username: 'default', password })).server).toMatchObject({ needsPassword: false })
    expect((await engine.getRows({ dataset: dataset.id, offset: 0, limit: 1 })).rows).toHaveLength(1)
    // The model is loaded from its file.
    expect((await engine.getMemberships({ fit: id, offset: 0, limit: 1, order: 'row', group: null, row: null })).total).toBe(360)
    // An address with both is used, and stored without them.
    expect(await engine.openTable({ address: `${address.replace('//', `//${user}:${password}@`)}/parts`, username: '', password: '', computing: 'sql' })).toMatchObject({ rows: 400, server: { address: `${address}/parts`, needsPassword: false } })
    for (const secret of [password, user]) expect(filesWith(running.folder, secret)).toEqual([])
  })

  it('are computed as the servers can, and tell how far scores are written', async () => {
    const running = await startEngine()
    const { engine } = running
    const dataset = await engine.openTable({ address: `${address}/some`, username: '', password, computing: 'auto' })
    expect(dataset.server).toMatchObject({ computing: 'auto', servers: 2 })
    const features = { dataset: dataset.id, columns: ['x', 'y'], scaling: 'none' as const, missing: 'error' as const, label: null }
    const { id } = await engine.startFit({ ...fitRequest(dataset, { options: { starts: 1, maxIterations: 3 } }), features })
    // A paused fit asks nothing.
    await expect.poll(queriesOf, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0)
    expect(await engine.pauseFit({ fit: id })).toMatchObject({ status: 'paused' })
    expect(await queriesOf()).toBe(0)
    expect(await engine.resumeFit({ fit: id })).toMatchObject({ status: 'running' })
    // Servers of version 18 have no functions in WebAssembly.
    expect(await endOf(running, id)).toMatchObject({ status: 'completed', passes: { mode: 'sql', cause: 'old-server', numbers: null } })
    expect(await engine.getScoresProgress({ fit: id })).toBeNull()
    const writing = engine.writeScores({ fit: id, name: 'some_groups', kind: 'table', keep: ['id'], posteriors: false })
    let told: { rowsRead: number; rows: number } | null = null
    await expect.poll(async () => (told = (await engine.getScoresProgress({ fit: id })) ?? told)?.rowsRead ?? 0, { timeout: 30_000, interval: 50 }).toBeGreaterThan(0)
    expect(told).toMatchObject({ rows: 2 * someRows })
    expect(await writing).toEqual({ address: `${address}/some_groups`, rowsOmitted: 0 })
    // A cancelled writing leaves nothing, so the name is free again.
    const cancelled = engine.writeScores({ fit: id, name: 'few_groups', kind: 'table', keep: ['id'], posteriors: false })
    await expect.poll(() => tablesOf('few_groups'), { timeout: 30_000, interval: 50 }).toBe(2)
    await engine.cancelScores({ fit: id })
    await expect(cancelled).rejects.toMatchObject({ code: 'write-cancelled' })
    expect([await queriesOf(), await tablesOf('few_groups')]).toEqual([0, 0])
  })

  it('give a sample of their rows, to which every model can be fitted', async () => {
    const running = await startEngine()
    const { engine } = running
    const dataset = await open(running)
    const sample = await engine.openTableSample({ dataset: dataset.id, rows: 100 })
    expect(sample).toMatchObject({ name: 'parts-sample.parquet', format: 'parquet', rows: 100, server: null })
    expect(sample.columns.map(({ name, type }) => [name, type])).toEqual([['id', 'number'], ['x', 'number'], ['y', 'number'], ['name', 'text']])
    const page = await engine.getRows({ dataset: sample.id, offset: 0, limit: 100 })
    for (const [id, x, y, name] of page.rows) {
      const row = rows[Number(id)]!
      // Servers of version 18 read texts of numbers up to the last digit but one.
      expect([x, y, name]).toEqual([expect.closeTo(row.x, 12), row.y === null ? null : expect.closeTo(row.y, 12), row.name])
    }
    // The same rows are drawn again.
    const again = await engine.openTableSample({ dataset: dataset.id, rows: 100 })
    expect((await engine.getRows({ dataset: again.id, offset: 0, limit: 100 })).rows).toEqual(page.rows)
    const features = { dataset: sample.id, columns: ['x', 'y'], scaling: 'none' as const, missing: 'omit-rows' as const, label: null }
    const { id } = await engine.startFit({ ...fitRequest(sample, { family: 'noise-mixture', options: { components: 2 } }), features })
    expect(await endOf(running, id)).toMatchObject({ status: 'completed', residence: 'memory' })
    await expect(engine.openTableSample({ dataset: sample.id, rows: 10 })).rejects.toMatchObject({ code: 'invalid-request' })
  })

  it('are asked no more when a fit is stopped in a pass, and it can be resumed', async () => {
    const running = await startEngine()
    const { engine } = running
    const dataset = await open(running, 'many')
    const features = { dataset: dataset.id, columns: ['x', 'y'], scaling: 'none' as const, missing: 'error' as const, label: null }
    const { id } = await engine.startFit({ ...fitRequest(dataset, { options: { starts: 1 } }), features })
    await expect.poll(queriesOf, { timeout: 60_000, interval: 100 }).toBeGreaterThan(0)
    // It waits for the end of the pass.
    const stopped = engine.stopFit({ fit: id })
    expect(await engine.stopFit({ fit: id, now: true })).toMatchObject({ status: 'interrupted', resumable: true, error: { code: 'stopped-in-pass' } })
    expect(await stopped).toMatchObject({ status: 'interrupted' })
    await expect.poll(queriesOf, { timeout: 5_000, interval: 100 }).toBe(0)
    expect(await engine.resumeFit({ fit: id })).toMatchObject({ status: 'running' })
    await engine.removeFit({ fit: id })
  })

  it('are asked no more when a fit is removed', async () => {
    const running = await startEngine()
    const { engine } = running
    const dataset = await open(running, 'many')
    const request = { ...fitRequest(dataset, { options: { starts: 1 } }), features: { dataset: dataset.id, columns: ['x', 'y'], scaling: 'none' as const, missing: 'error' as const, label: null } }
    const { id } = await engine.startFit(request)
    await expect.poll(queriesOf, { timeout: 60_000, interval: 100 }).toBeGreaterThan(0)
    await engine.removeFit({ fit: id })
    await expect.poll(queriesOf, { timeout: 5_000, interval: 100 }).toBe(0)
  })
})

/** The rows as a file. */
async function grantRows({ folder, grants }: RunningEngine) {
  const { writeFile } = await import('node:fs/promises')
  const path = join(folder, 'rows.csv')
  await writeFile(path, ['id,x,y', ...rows.map(({ id, x, y }) => `${id},${x},${y ?? ''}`)].join('\n'))
  return grants.grant(path)
}

/** Files under a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => statSync(join(folder, name)).isFile() && readFileSync(join(folder, name)).includes(text))
}
