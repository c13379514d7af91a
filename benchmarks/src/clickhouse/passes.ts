import type { ClickHouseConnection } from '@mixtura/clickhouse'
import { createRandom, type MixtureParameters, type StatisticsSource } from '@mixtura/core'
import { spreadOf } from '../em/statistics.js'

export const components = 8

export interface PassShape {
  readonly columns: number
  readonly scatter: 'full' | 'diagonal'
}

/** How far components reach: 'wide' ones take part in every row, 'narrow' ones in few. */
export type Spread = 'wide' | 'narrow'

/** Variances of the components, over rows in a cube of side 1. */
const variances: Readonly<Record<Spread, number>> = { wide: 0.05, narrow: 0.002 }

/** No more repetitions once they have taken so long, s. */
const longEnough = 20

/** Components over the cube of the rows. */
export function modelOf({ columns, scatter }: PassShape, spread: Spread = 'wide'): MixtureParameters {
  const random = createRandom(1)
  const variance = variances[spread]
  const covariances = Array.from({ length: components }, () =>
    scatter === 'full'
      ? Array.from({ length: columns ** 2 }, (_, at) => (Math.floor(at / columns) === at % columns ? variance : variance / 5))
      : new Array<number>(columns).fill(variance),
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

/** Median time of a pass, s. @throws if its log-likelihood is not the expected one. */
export async function timeOf(source: StatisticsSource, shape: PassShape, { repeats, logLikelihood, spread = 'wide' }: { readonly repeats: number; readonly logLikelihood: number; readonly spread?: Spread }): Promise<number> {
  const times: number[] = []
  for (let repeat = 0; repeat < repeats && times.reduce((sum, time) => sum + time, 0) < longEnough; repeat++) {
    const from = performance.now()
    const found = await source.accumulate(modelOf(shape, spread), { scatter: shape.scatter })
    times.push((performance.now() - from) / 1000)
    if (!(Math.abs(found.logLikelihood - logLikelihood) <= 1e-10 * Math.abs(logLikelihood))) throw new Error(`a log-likelihood of ${found.logLikelihood}, not ${logLikelihood}`)
  }
  return spreadOf(times).median
}

export interface Traffic {
  /** Bytes of the statement and of its answer, for each shard. */
  readonly sent: number
  readonly received: number
}

/** A client that measures the sizes of its last statement and answer. */
export function watched(client: ClickHouseConnection): { readonly client: ClickHouseConnection; traffic(): Traffic } {
  let traffic: Traffic = { sent: 0, received: 0 }
  return {
    client: {
      async query(statement) {
        const answer: unknown = await (await client.query(statement)).json()
        traffic = { sent: statement.query.length, received: JSON.stringify(answer).length }
        return { json: async () => answer }
      },
      command: statement => client.command(statement),
    },
    traffic: () => traffic,
  }
}

/** The client under a number of threads for each statement. */
export const underThreads = (client: ClickHouseConnection, threads: number): ClickHouseConnection => ({
  query: statement => client.query({ ...statement, clickhouse_settings: { ...statement.clickhouse_settings, max_threads: threads } }),
  command: statement => client.command(statement),
})
