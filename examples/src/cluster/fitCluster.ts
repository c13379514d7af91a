// A mixture of a table that two shards of ClickHouse hold. One of them is killed during the fit and comes back.
import { setTimeout as sleep } from 'node:timers/promises'
import { clickhouseSource, writeScores } from '@mixtura/clickhouse'
import { adjustedRandIndex, createRandom, fitGaussianMixture, matrix, type GaussianMixture, type Matrix } from '@mixtura/core'
import { startServers, type TestServer } from '../../../packages/clickhouse/src/testing/clusterOfShards.js'

const rows = 20_000
const columns = ['duration', 'waiting']

/** What the walk-through found, for its test. */
export interface ClusterWalk {
  readonly restarts: number
  readonly inCluster: GaussianMixture
  readonly inMemory: GaussianMixture
  /** Mean per row, nats. */
  readonly logLikelihoods: { readonly inCluster: number; readonly inMemory: number }
  /** Agreement of the labels in the cluster with those in memory: 1 if they are the same. */
  readonly agreement: number
}

export async function fitCluster(print: (line: string) => void): Promise<ClusterWalk> {
  print('1. Two servers of ClickHouse start. Each is a shard.')
  const { servers, stop } = await startServers(2)
  const restarts: Promise<void>[] = []
  try {
    const samples = eruptions()
    await Promise.all(servers.map((server, shard) => fillTable(server, samples, shard)))
    print(`2. A table of ${rows.toLocaleString('en')} rows: every other row at each shard.`)

    const client = servers.map(server => server.client)
    const source = await clickhouseSource({ client, table: 'eruptions', columns, key: ['id'], retries: 20 })
    const drawn = await source.draw(500, createRandom(1))
    const { model: start } = await fitGaussianMixture(drawn.samples, { components: 3, seed: 1 })
    print('3. A start: a mixture of 500 rows, drawn by a hash of their ids.')

    // Both fits begin there, so that they can be compared.
    const { weights, means, covariances } = start
    const options = { components: 3, initialize: { weights, means, covariances }, tolerance: 1e-10, acceleration: 'none' } as const
    const fit = await fitGaussianMixture(source, {
      ...options,
      async onProgress(progress) {
        if (progress.phase !== 'fit' || progress.iteration !== 3 || restarts.length > 0) return
        await servers[1]!.kill()
        print('4. Iteration 3: shard 2 is killed. The next pass asks again, with pauses that double …')
        const restart = sleep(1500).then(() => servers[1]!.restart()).then(() => print('5. … and shard 2 is back.'))
        restart.catch(() => {}) // a failure is thrown where it is awaited
        restarts.push(restart)
      },
    })
    await Promise.all(restarts)
    const inMemory = await fitGaussianMixture(samples, options)
    print(`6. The fit ends after ${fit.iterations} iterations. Log-likelihood per row: ${fit.logLikelihoods.at(-1)!.toFixed(12)}`)
    print(`   The same rows in memory, from the same start:             ${inMemory.logLikelihoods.at(-1)!.toFixed(12)}`)

    await writeScores({ client, table: 'eruptions', columns, model: fit.model, keep: ['id'], into: 'eruption_groups', create: true })
    const labels = await readLabels(servers)
    const agreement = adjustedRandIndex(Array.from(await inMemory.model.predict(samples)), labels)
    print(`7. Labels are in the table eruption_groups at each shard. Agreement with those in memory: ${agreement}`)
    fit.model.weights.forEach((weight, k) => {
      const [duration, waiting] = fit.model.componentMean(k)
      print(`   group ${k}: ${(100 * weight).toFixed(1)} % of the rows, ${duration!.toFixed(3)} min after ${waiting!.toFixed(2)} min`)
    })
    return {
      restarts: restarts.length,
      inCluster: fit.model,
      inMemory: inMemory.model,
      logLikelihoods: { inCluster: fit.logLikelihoods.at(-1)!, inMemory: inMemory.logLikelihoods.at(-1)! },
      agreement,
    }
  } finally {
    // A server that came back after the others stopped would stay.
    await Promise.allSettled(restarts)
    await stop()
  }
}

/** Rows like the eruptions of a geyser, of three kinds. */
function eruptions(): Matrix {
  const random = createRandom(7)
  const kinds = [{ duration: 2, waiting: 55 }, { duration: 4.3, waiting: 80 }, { duration: 3.2, waiting: 95 }] as const
  const cells = Array.from({ length: rows }, () => {
    const { duration, waiting } = kinds[random.integer(3)]!
    const shared = random.normal()
    return [duration + 0.3 * random.normal() + 0.1 * shared, waiting + 4 * random.normal() + 3 * shared]
  })
  return matrix(Float64Array.from(cells.flat()), rows, 2)
}

async function fillTable({ client }: TestServer, { data }: Matrix, shard: number): Promise<void> {
  await client.command({ query: 'CREATE TABLE eruptions (id UInt64, duration Float64, waiting Float64) ENGINE = MergeTree ORDER BY id' })
  const values = Array.from({ length: rows / 2 }, (_, at) => 2 * at + shard).map(id => ({ id, duration: data[2 * id], waiting: data[2 * id + 1] }))
  await client.insert({ table: 'eruptions', values, format: 'JSONEachRow' })
}

/** [N] component of each row, in the order of the ids. */
async function readLabels(servers: readonly TestServer[]): Promise<readonly number[]> {
  const parts = await Promise.all(servers.map(async ({ client }) => {
    const answer = await client.query({ query: 'SELECT id, component FROM eruption_groups', format: 'JSONCompact' })
    return ((await answer.json()) as unknown as { data: [string, number][] }).data
  }))
  return parts.flat().sort(([a], [b]) => Number(a) - Number(b)).map(([, component]) => component)
}
