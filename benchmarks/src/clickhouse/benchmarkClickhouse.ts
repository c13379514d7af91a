import { clickhouseSource } from '@mixtura/clickhouse'
import { createRandom, matrix, samplesSource, type Matrix, type MixtureParameters, type StatisticsSource } from '@mixtura/core'
import { parseArgs } from 'node:util'
import { serverProblem, startServers, type TestServer } from '../../../packages/clickhouse/src/testing/clusterOfShards.js'
import { spreadOf } from '../em/statistics.js'
import { requireQuietMachine } from '../machineLoad.js'
import { describeProvenance, provenance } from '../provenance.js'
import { tableLine, type TableColumn } from '../table.js'

interface PassShape {
  readonly columns: number
  readonly scatter: 'full' | 'diagonal'
}

interface PassRow extends PassShape {
  /** Seconds of a pass over all rows. */
  readonly memory: number
  readonly oneServer: number
  readonly twoShards: number
  /** Bytes of the statement and of its answer, for each shard. */
  readonly sent: number
  readonly received: number
}

const components = 8
const seconds = (value: number): string => value.toFixed(3)

const tableColumns: readonly TableColumn<PassRow>[] = [
  { head: 'D', width: 4, cell: ({ columns }) => String(columns) },
  { head: 'scatter', width: 9, cell: ({ scatter }) => scatter },
  { head: 'memory, s', width: 10, cell: ({ memory }) => seconds(memory) },
  { head: 'one server, s', width: 14, cell: ({ oneServer }) => seconds(oneServer) },
  { head: 'two shards, s', width: 14, cell: ({ twoShards }) => seconds(twoShards) },
  { head: 'kB sent', width: 8, cell: ({ sent }) => (sent / 1000).toFixed(1) },
  { head: 'kB received', width: 12, cell: ({ received }) => (received / 1000).toFixed(1) },
]

/** Time of one pass of EM over the same rows: in memory, at one server of ClickHouse, and at two shards of half the rows on this machine. */
export async function benchmarkClickhouse(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '1000000' },
      columns: { type: 'string', default: '2,4,8' },
      repeats: { type: 'string', default: '3' },
      'on-loaded-machine': { type: 'boolean', default: false },
    },
  })
  if (serverProblem !== null) throw new Error(serverProblem)
  await requireQuietMachine({ allowLoad: values['on-loaded-machine'] })
  const { servers, stop } = await startServers(2)
  try {
    const version = await servers[0]!.client.query({ query: 'SELECT version()', format: 'JSONCompact' })
    const { data } = (await version.json()) as unknown as { data: string[][] }
    console.log(`${describeProvenance(provenance())}; ClickHouse ${data[0]![0]}; ${Number(values.rows).toLocaleString('en')} rows, K = ${components}\n${tableLine(tableColumns)}`)
    for (const columns of values.columns.split(',').map(Number)) {
      const samples = await makeTables(servers, { rows: Number(values.rows), columns })
      for (const scatter of ['full', 'diagonal'] as const) {
        console.log(tableLine(tableColumns, await measure(servers, { samples, scatter, repeats: Number(values.repeats) })))
      }
    }
  } finally {
    await stop()
  }
}

/** `whole` at the first server, `half` at both. The rows are made by the server, of hashes of their numbers. @returns the same rows. */
async function makeTables(servers: readonly TestServer[], { rows, columns }: { readonly rows: number; readonly columns: number }): Promise<Matrix> {
  const modulus = 1_000_003
  const names = Array.from({ length: columns }, (_, i) => `x${i}`)
  const cells = names.map((_, i) => `(intHash64(number * ${columns} + ${i}) % ${modulus}) / ${modulus}`)
  const create = async ({ client }: TestServer, table: string, [from, to]: readonly [number, number]): Promise<void> => {
    await client.command({ query: `DROP TABLE IF EXISTS ${table}` })
    await client.command({ query: `CREATE TABLE ${table} (id UInt64, ${names.map(name => `${name} Float64`).join(', ')}) ENGINE = MergeTree ORDER BY id` })
    await client.command({ query: `INSERT INTO ${table} SELECT number, ${cells.join(', ')} FROM (SELECT number + ${from} AS number FROM system.numbers LIMIT ${to - from})` })
  }
  const half = Math.floor(rows / 2)
  await create(servers[0]!, 'whole', [0, rows])
  await create(servers[0]!, 'half', [0, half])
  await create(servers[1]!, 'half', [half, rows])
  const data = new Float64Array(rows * columns)
  const block = 100_000
  for (let from = 0; from < rows; from += block) {
    const answer = await servers[0]!.client.query({ query: `SELECT ${names.join(', ')} FROM whole WHERE id >= ${from} AND id < ${from + block} ORDER BY id`, format: 'JSONCompact' })
    const { data: part } = (await answer.json()) as unknown as { data: number[][] }
    part.forEach((row, at) => data.set(row, (from + at) * columns))
  }
  return matrix(data, rows, columns)
}

async function measure(
  servers: readonly TestServer[],
  { samples, scatter, repeats }: { readonly samples: Matrix; readonly scatter: 'full' | 'diagonal'; readonly repeats: number },
): Promise<PassRow> {
  const { columns } = samples
  const names = Array.from({ length: columns }, (_, i) => `x${i}`)
  const [first, second] = servers.map(({ client }) => client)
  const sources = {
    memory: await samplesSource(samples),
    oneServer: await clickhouseSource({ client: first!, table: 'whole', columns: names }),
    twoShards: await clickhouseSource({ client: [first!, second!], table: 'half', columns: names }),
  }
  const model = modelOf(columns, scatter)
  const logLikelihood = (await sources.memory.accumulate(model, { scatter })).logLikelihood
  const timeOf = async (source: StatisticsSource): Promise<number> => {
    const times: number[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      const from = performance.now()
      const found = await source.accumulate(model, { scatter })
      times.push((performance.now() - from) / 1000)
      if (!(Math.abs(found.logLikelihood - logLikelihood) <= 1e-10 * Math.abs(logLikelihood))) throw new Error(`a log-likelihood of ${found.logLikelihood}, not ${logLikelihood}`)
    }
    return spreadOf(times).median
  }
  const traffic = await trafficOf({ names, model, scatter, server: servers[0]! })
  return { columns, scatter, memory: await timeOf(sources.memory), oneServer: await timeOf(sources.oneServer), twoShards: await timeOf(sources.twoShards), ...traffic }
}

/** Components over the cube of the rows, wide enough that each takes part in every row. */
function modelOf(columns: number, scatter: 'full' | 'diagonal'): MixtureParameters {
  const random = createRandom(1)
  const covariances = Array.from({ length: components }, () =>
    scatter === 'full'
      ? Array.from({ length: columns ** 2 }, (_, at) => (Math.floor(at / columns) === at % columns ? 0.05 : 0.01))
      : new Array<number>(columns).fill(0.05),
  )
  return {
    covarianceType: scatter === 'full' ? 'full' : 'diag',
    components,
    columns,
    weights: new Float64Array(components).fill(1 / components),
    means: Float64Array.from({ length: components * columns }, () => random.uniform()),
    covariances: Float64Array.from(covariances.flat()),
  }
}

/** Sizes of a pass's statement and answer. */
async function trafficOf({ names, model, scatter, server }: {
  readonly names: readonly string[]
  readonly model: MixtureParameters
  readonly scatter: 'full' | 'diagonal'
  readonly server: TestServer
}): Promise<Pick<PassRow, 'sent' | 'received'>> {
  const sizes = { sent: 0, received: 0 }
  const watched = await clickhouseSource({
    client: {
      async query(statement) {
        const answer: unknown = await (await server.client.query(statement)).json()
        Object.assign(sizes, { sent: statement.query.length, received: JSON.stringify(answer).length })
        return { json: async () => answer }
      },
      command: statement => server.client.command(statement),
    },
    table: 'whole',
    columns: names,
  })
  await watched.accumulate(model, { scatter })
  return sizes
}
