import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { fitGaussianMixture } from '@mixtura/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectClose } from '../../numerics/src/testing/expectClose.js'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { clickhouseSource, ClickHouseUnreachableError, writeScores } from './index.js'
import { serverProblem, startServers, type TestServer } from './testing/clusterOfShards.js'
import { clusters, makeTable } from './testing/tables.js'

const columns = ['a', 'b', 'c']
const samples = clusters(400)

describe.skipIf(serverProblem !== null)(`what clusters do (${serverProblem ? `skipped: ${serverProblem}` : 'two shards'})`, () => {
  let servers: readonly TestServer[] = []
  let stop = async (): Promise<void> => {}
  beforeAll(async () => {
    ;({ servers, stop } = await startServers(2))
    await Promise.all(servers.map(({ client }, index) => makeTable(client, { name: 'parts', columns, samples, part: [index, 2] })))
  })
  afterAll(() => stop())

  it('waits for a shard that is killed in the middle of a fit and comes back', async () => {
    const source = await clickhouseSource({ client: servers.map(({ client }) => client), table: 'parts', columns })
    let passes = 0
    let returning: Promise<void> | undefined
    const fit = await fitGaussianMixture(source, {
      components: 3,
      seed: 2,
      onProgress: () => {
        if (++passes === 5) returning = servers[1].kill().then(() => wait(700)).then(() => servers[1].restart())
      },
    })
    await returning
    expect(returning).toBeDefined()
    const undisturbed = await fitGaussianMixture(source, { components: 3, seed: 2 })
    expectClose(fit.logLikelihoods, undisturbed.logLikelihoods, { relative: 1e-12 })
  })

  it('names shard and query if it does not come back, and the fit resumes from its checkpoint', async () => {
    const client = servers.map(each => each.client)
    const source = await clickhouseSource({ client, table: 'parts', columns, retries: 1 })
    let saved: Uint8Array | undefined
    let passes = 0
    const error = await fitGaussianMixture(source, {
      components: 3,
      seed: 2,
      onProgress: async progress => {
        if (progress.phase !== 'draw') saved = progress.checkpoint()
        if (++passes === 8) await servers[1].kill()
      },
    }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ClickHouseUnreachableError)
    expect(String(error)).toMatch(
      /^ClickHouseUnreachableError: shard 2 of 2 did not answer query [0-9a-f-]{36} in 2 attempts: .*\. Start the server again and resume the fit from its checkpoint, or pass more retries\.$/,
    )
    await servers[1].restart()
    const again = await clickhouseSource({ client, table: 'parts', columns })
    const resumed = await fitGaussianMixture(again, { components: 3, seed: 2, resume: saved! })
    const undisturbed = await fitGaussianMixture(again, { components: 3, seed: 2 })
    expectClose(resumed.logLikelihoods, undisturbed.logLikelihoods, { relative: 1e-12 })
  })

  it('kills its query on the server when it is aborted', async () => {
    const { client } = servers[0]
    const reason = new Error('enough')
    const controller = new AbortController()
    // Half a second a row: far longer than the test may take.
    const slow = clickhouseSource({ client, query: 'SELECT toFloat64(number + sleep(0.5)) AS a FROM system.numbers LIMIT 2000', columns: ['a'], signal: controller.signal })
    const running = async (): Promise<number> => {
      const answer = await client.query({ query: `SELECT count() FROM system.processes WHERE query LIKE '%sleep(0.5)%' AND query NOT LIKE '%processes%'`, format: 'JSONCompact' })
      return Number(((await answer.json()) as unknown as { data: string[][] }).data[0][0])
    }
    const rejected = expect(slow).rejects.toBe(reason)
    while ((await running()) === 0) await wait(50)
    controller.abort(reason)
    await rejected
    const begun = Date.now()
    while ((await running()) > 0 && Date.now() - begun < 20_000) await wait(100)
    expect(await running()).toBe(0)
  })
})

/** A server that answers queries as it is told, in turn; the last answer is for all further ones. What it is to kill, it has ended already. */
async function fakeServer(...answers: readonly ((response: ServerResponse) => unknown)[]): Promise<{ server: Server; url: string; asked(): number }> {
  let asked = 0
  const server = createServer((request, response) => {
    let statement = ''
    request.on('data', part => (statement += String(part)))
    request.on('end', () => (statement.startsWith('KILL') ? response.end() : answers[Math.min(asked++, answers.length - 1)](response)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked }
}

describe('answers that go wrong', () => {
  const types = '{"data":[["a","Float64","",""]]}'
  it.each<readonly [string, string, (response: ServerResponse) => unknown]>([
    ['500 without a word of ClickHouse', 'proxy down', response => response.writeHead(500).end('proxy down')],
    ['half a result', 'JSON', response => response.writeHead(200).end('{"data":[["a","Flo')],
    ['a connection that is closed in the middle', '', response => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"data":')
      setTimeout(() => response.destroy(), 20)
    }],
    ['no answer in time', 'Timeout', () => {}],
  ])('asks again after %s, and gives up with the reason', async (_name, word, answer) => {
    const { server, url, asked } = await fakeServer(answer)
    const client = createClient({ url, request_timeout: 300, log: { level: ClickHouseLogLevel.OFF } })
    const message = await messageOf(() => clickhouseSource({ client, table: 't', columns: ['a'], retries: 2 }))
    expect(message).toMatch(/^the server did not answer query [0-9a-f-]{36} in 3 attempts: /)
    expect(message).toContain(word)
    expect(asked()).toBeGreaterThanOrEqual(3)
    await client.close()
    server.closeAllConnections()
    server.close()
  })

  it('goes on once the server answers', async () => {
    const { server, url } = await fakeServer(
      response => response.writeHead(503).end('busy'),
      response => response.end(types),
      response => response.destroy(),
      response => response.end('{"data":[["4","4","0","4","0",1,4,2.5,1.25]]}'),
    )
    const client = createClient({ url, log: { level: ClickHouseLogLevel.OFF } })
    const source = await clickhouseSource({ client, table: 't', columns: ['a'] })
    expect([source.rows, source.columnFacts[0]]).toEqual([4, { name: 'a', type: 'Float64', missing: 0, infinite: 0, minimum: 1, maximum: 4, mean: 2.5, variance: 1.25 }])
    await client.close()
    server.closeAllConnections()
    server.close()
  })
})

it('gives up at the other shards when one refuses', async () => {
  let killed = 0
  const describing = (count: () => Promise<never>) => async ({ query }: { readonly query: string }) =>
    query.startsWith('DESCRIBE') ? { json: async () => ({ data: [['a', 'Float64']] }) } : count()
  const refusing = { query: describing(() => Promise.reject(Object.assign(new Error('Code: 60. no such table'), { code: '60' }))), command: async () => null }
  const waiting = {
    query: (statement: { readonly query: string; readonly abort_signal?: AbortSignal }) =>
      describing(() => new Promise<never>((_resolve, reject) => statement.abort_signal!.addEventListener('abort', () => reject(statement.abort_signal!.reason as Error))))(statement),
    command: async () => void killed++,
  }
  const message = await messageOf(() => clickhouseSource({ client: [refusing, waiting], table: 't', columns: ['a'] }))
  expect(message).toMatch(/^shard 1 of 2 refused query .*: Code: 60/)
  expect(killed).toBe(1)
})

it('asks without settings that only save memory or time, where a server does not know them or a user may set none', async () => {
  const asked: (Readonly<Record<string, unknown>> | undefined)[] = []
  const columnsOfMany = Array.from({ length: 6 }, (_, i) => `x${i}`)
  const client = {
    query: async ({ query, clickhouse_settings: settings }: { readonly query: string; readonly clickhouse_settings?: Readonly<Record<string, string | number>> }) => {
      if (query.startsWith('DESCRIBE')) return { json: async () => ({ data: columnsOfMany.map(name => [name, 'Float64']) }) }
      if (query.includes('logDensity')) asked.push(settings)
      if (settings && 'enable_analyzer' in settings) throw Object.assign(new Error('Unknown setting enable_analyzer'), { code: '115' })
      if (settings) throw Object.assign(new Error('Cannot modify setting in readonly mode'), { code: '164' })
      if (query.includes('varPop')) return { json: async () => ({ data: [[4, 4, ...columnsOfMany.flatMap(() => [0, 4, 0, 1, 4, 2.5, 1.25])]] }) }
      return { json: async () => ({ data: [Array.from({ length: 1000 }, (_, at) => (at === 0 ? 4 : 0))] }) }
    },
    command: async () => null,
  }
  const source = await clickhouseSource({ client, table: 't', columns: columnsOfMany })
  const model = {
    covarianceType: 'full' as const, components: 8, columns: 6, weights: new Float64Array(8).fill(1 / 8), means: new Float64Array(48),
    covariances: Float64Array.from({ length: 8 * 36 }, (_, at) => (Math.floor(at / 6) % 6 === at % 6 ? 1 : 0)),
  }
  await source.accumulate(model, { scatter: 'full' })
  const max_block_size = expect.any(Number) as number
  expect(asked).toEqual([{ enable_analyzer: 0, compile_expressions: 0, compile_aggregate_expressions: 0, max_block_size }, { max_block_size }, undefined])
  // The source remembers what the server refused.
  await source.accumulate(model, { scatter: 'full' })
  expect(asked.slice(3)).toEqual([undefined])
})

it('says that a write which was cut off may have been done', async () => {
  const away = { query: async () => Promise.reject(new Error('')), command: async () => Promise.reject(Object.assign(new Error(''), { code: 'ECONNREFUSED' })) }
  const model = { covarianceType: 'diag' as const, components: 1, columns: 1, weights: Float64Array.of(1), means: Float64Array.of(0), covariances: Float64Array.of(1) }
  expect(await messageOf(() => writeScores({ client: away, table: 't', columns: ['a'], model, into: 's' }))).toMatch(
    /^the server did not answer query [0-9a-f-]{36} in 1 attempt: ECONNREFUSED\. Rows may have been written, here and at other shards: empty the table before you write again\.$/,
  )
})
