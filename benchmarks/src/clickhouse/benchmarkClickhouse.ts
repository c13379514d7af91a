import { clickhouseSource, type ClickHouseSource } from '@mixtura/clickhouse'
import { samplesSource } from '@mixtura/core'
import { parseArgs } from 'node:util'
import { serverProblem, startServers } from '../../../packages/clickhouse/src/testing/clusterOfShards.js'
import { embeddedProblem, fetchEmbeddedServer, startEmbeddedServer } from '../../../packages/clickhouse/src/testing/embeddedServer.js'
import { requireQuietMachine } from '../machineLoad.js'
import { describeProvenance, provenance } from '../provenance.js'
import { writeReport } from '../report.js'
import { tableLine, type TableColumn } from '../table.js'
import { components, modelOf, timeOf, underThreads, watched, type PassShape, type Traffic } from './passes.js'
import { columnNames, makeTable, readTable } from './tables.js'

/** A pass at one modern server in this process. Times are seconds. */
interface KernelRow extends PassShape {
  readonly threads: number
  readonly memory: number
  /** Components that take part in every row. */
  readonly kernel: number
  /** Components far apart, of which most are given up early. SQL computes all of them. */
  readonly kernelOfNarrow: number
  readonly sql: number
  /** What `mode: 'auto'` takes. */
  readonly auto: string
  readonly kernelTraffic: Traffic
  readonly sqlTraffic: Traffic
}

/** A pass as SQL at one server, and at two of half the rows each. */
interface ShardRow extends PassShape {
  readonly threads: number
  readonly oneServer: number
  readonly twoShards: number
  readonly traffic: Traffic
}

interface Run {
  readonly rows: number
  readonly repeats: number
  readonly columns: readonly number[]
}

const seconds = (value: number): string => value.toFixed(3)
const times = (value: number): string => `${value.toFixed(1)}x`
const shapeColumns: readonly TableColumn<PassShape & { readonly threads: number }>[] = [
  { head: 'D', width: 4, cell: ({ columns }) => String(columns) },
  { head: 'scatter', width: 9, cell: ({ scatter }) => scatter },
  { head: 'threads', width: 8, cell: ({ threads }) => String(threads) },
]
const kernelColumns: readonly TableColumn<KernelRow>[] = [
  ...shapeColumns,
  { head: 'memory, s', width: 10, cell: ({ memory }) => seconds(memory) },
  { head: 'kernel, s', width: 10, cell: ({ kernel }) => seconds(kernel) },
  { head: 'narrow, s', width: 10, cell: ({ kernelOfNarrow }) => seconds(kernelOfNarrow) },
  { head: 'SQL, s', width: 9, cell: ({ sql }) => seconds(sql) },
  { head: 'SQL/kernel', width: 11, cell: ({ sql, kernel }) => times(sql / kernel) },
  { head: 'auto', width: 7, cell: ({ auto }) => auto },
  { head: 'kB sent', width: 8, cell: ({ kernelTraffic }) => (kernelTraffic.sent / 1000).toFixed(1) },
  { head: 'kB received', width: 12, cell: ({ kernelTraffic }) => (kernelTraffic.received / 1000).toFixed(1) },
]
const shardColumns: readonly TableColumn<ShardRow>[] = [
  ...shapeColumns,
  { head: 'one server, s', width: 14, cell: ({ oneServer }) => seconds(oneServer) },
  { head: 'two shards, s', width: 14, cell: ({ twoShards }) => seconds(twoShards) },
  { head: 'speed-up', width: 9, cell: ({ oneServer, twoShards }) => times(oneServer / twoShards) },
  { head: 'kB sent', width: 8, cell: ({ traffic }) => (traffic.sent / 1000).toFixed(1) },
  { head: 'kB received', width: 12, cell: ({ traffic }) => (traffic.received / 1000).toFixed(1) },
]

/**
 * Time of one pass of EM over the same rows: by kernels and as SQL at a server in this process, beside a pass in memory; and as SQL at
 * one server and at two shards on this machine.
 */
export async function benchmarkClickhouse(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '2000000' },
      columns: { type: 'string', default: '2,4,8,16,32' },
      'shard-rows': { type: 'string', default: '1000000' },
      'shard-columns': { type: 'string', default: '2,4,8' },
      repeats: { type: 'string', default: '3' },
      out: { type: 'string' },
      'on-loaded-machine': { type: 'boolean', default: false },
    },
  })
  await fetchEmbeddedServer()
  for (const problem of [embeddedProblem(), serverProblem]) if (problem !== null) throw new Error(problem)
  await requireQuietMachine({ allowLoad: values['on-loaded-machine'] })
  console.log(`${describeProvenance(provenance())}; K = ${components}`)
  const repeats = Number(values.repeats)
  const numbers = (text: string): readonly number[] => text.split(',').map(Number)
  const rows = Number(values.rows)
  const shardRows = Number(values['shard-rows'])
  const kernels = await benchmarkKernels({ rows, repeats, columns: numbers(values.columns) })
  const shards = await benchmarkShards({ rows: shardRows, repeats, columns: numbers(values['shard-columns']) })
  writeReport('clickhouse', { components, measuredUnderLoad: values['on-loaded-machine'], kernels: { ...kernels, rows }, shards: { ...shards, rows: shardRows } }, values.out ?? null)
}

async function benchmarkKernels({ rows, repeats, columns: counts }: Run): Promise<{ readonly version: string; readonly passes: readonly KernelRow[] }> {
  const { client, stop } = await startEmbeddedServer()
  try {
    const version = await versionOf(client)
    console.log(`\nkernels and SQL at one server: ClickHouse ${version}, ${rows.toLocaleString('en')} rows\n${tableLine(kernelColumns)}`)
    const passes: KernelRow[] = []
    for (const columns of counts) {
      await makeTable(client, 'whole', { from: 0, to: rows, columns })
      const samples = await readTable(client, 'whole', { rows, columns })
      for (const scatter of ['full', 'diagonal'] as const) {
        const shape = { columns, scatter }
        for (const threads of [1, 2]) {
          const memory = await samplesSource(samples, { threads })
          const { logLikelihood } = await memory.accumulate(modelOf(shape), { scatter })
          const narrow = await memory.accumulate(modelOf(shape, 'narrow'), { scatter })
          const clients = { kernel: watched(underThreads(client, threads)), sql: watched(underThreads(client, threads)), auto: watched(client) }
          const sourceOf = (mode: keyof typeof clients): Promise<ClickHouseSource> => clickhouseSource({ client: clients[mode].client, table: 'whole', columns: columnNames(columns), mode })
          const options = { repeats, logLikelihood }
          const row: KernelRow = {
            ...shape,
            threads,
            memory: await timeOf(memory, shape, options),
            kernel: await timeOf(await sourceOf('kernel'), shape, options),
            kernelOfNarrow: await timeOf(await sourceOf('kernel'), shape, { repeats, logLikelihood: narrow.logLikelihood, spread: 'narrow' }),
            kernelTraffic: clients.kernel.traffic(),
            sql: await timeOf(await sourceOf('sql'), shape, options),
            sqlTraffic: clients.sql.traffic(),
            auto: (await sourceOf('auto')).passMode({ components, ...shape }).mode,
          }
          passes.push(row)
          console.log(tableLine(kernelColumns, row))
        }
      }
    }
    return { version, passes }
  } finally {
    await stop()
  }
}

async function benchmarkShards({ rows, repeats, columns: counts }: Run): Promise<{ readonly version: string; readonly passes: readonly ShardRow[] }> {
  const { servers, stop } = await startServers(2)
  try {
    const [first, second] = servers.map(({ client }) => client)
    const version = await versionOf(first!)
    console.log(`\nSQL at one server and at two shards: ClickHouse ${version}, ${rows.toLocaleString('en')} rows\n${tableLine(shardColumns)}`)
    const half = Math.floor(rows / 2)
    const passes: ShardRow[] = []
    for (const columns of counts) {
      await makeTable(first!, 'whole', { from: 0, to: rows, columns })
      await makeTable(first!, 'half', { from: 0, to: half, columns })
      await makeTable(second!, 'half', { from: half, to: rows, columns })
      for (const scatter of ['full', 'diagonal'] as const) {
        const shape = { columns, scatter }
        for (const threads of [1, 2]) {
          const [one, two] = [first!, second!].map(client => watched(underThreads(client, threads)))
          const oneServer = await clickhouseSource({ client: one!.client, table: 'whole', columns: columnNames(columns) })
          const twoShards = await clickhouseSource({ client: [one!.client, two!.client], table: 'half', columns: columnNames(columns) })
          const { logLikelihood } = await oneServer.accumulate(modelOf(shape), { scatter })
          const options = { repeats, logLikelihood }
          const row: ShardRow = {
            ...shape,
            threads,
            oneServer: await timeOf(oneServer, shape, options),
            twoShards: await timeOf(twoShards, shape, options),
            traffic: two!.traffic(),
          }
          passes.push(row)
          console.log(tableLine(shardColumns, row))
        }
      }
    }
    return { version, passes }
  } finally {
    await stop()
  }
}

async function versionOf(client: Parameters<typeof makeTable>[0]): Promise<string> {
  const answer = await client.query({ query: 'SELECT version()', format: 'JSONCompact' })
  const { data } = (await answer.json()) as unknown as { data: string[][] }
  return data[0]![0]!
}
