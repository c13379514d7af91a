import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { profileTable } from './index.js'
import { serverProblem, startServers, type TestServer } from './testing/clusterOfShards.js'

const rows = 20_000

/** The same numbers as the statement below. */
const values = Array.from({ length: rows }, (_, id) => ({ id, square: ((id * 7919) % rows) ** 2 / 4, few: id % 5, same: 7 }))

const quantile = (sorted: readonly number[], share: number): number => {
  const place = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return below + (place - Math.floor(place)) * (above - below)
}

describe.skipIf(serverProblem !== null)(`profiles of columns (${serverProblem ? `skipped: ${serverProblem}` : 'two shards'})`, () => {
  let servers: readonly TestServer[] = []
  let stop = async (): Promise<void> => {}
  beforeAll(async () => {
    ;({ servers, stop } = await startServers(2))
    for (const [index, { client }] of servers.entries()) {
      await client.command({
        query:
          `CREATE VIEW parts AS SELECT number * 2 + ${index} AS id, pow((id * 7919) % ${rows}, 2) / 4 AS square, id % 5 AS few, toFloat64(7) AS same, if(id < 2, toFloat64(id) / 0, NULL) AS odd, ` +
          `toDate('2026-01-01') + id % 61 AS day, toDateTime('2026-01-01 00:00:00', 'UTC') + id AS moment, if(id % 10 = 0, NULL, if(id % 3 = 0, 'it''s', if(id % 7 = 0, 'b', 'c'))) AS word, toString(id) AS name FROM numbers(${rows / 2})`,
      })
    }
  })
  afterAll(() => stop())

  const profilesOf = (columns: readonly string[]) => profileTable({ client: servers.map(({ client }) => client), table: 'parts', columns })

  it('have the quartiles of all values, and count the others exactly', async () => {
    const [square, few, same] = await profilesOf(['square', 'few', 'same'])
    const sorted = values.map(each => each.square).sort((a, b) => a - b)
    // Multiples of a quarter below 2^53 are exact.
    expect(square!.quartiles).toEqual([0.25, 0.5, 0.75].map(share => quantile(sorted, share)))
    const { from, to, counts } = square!.histogram!
    expect([from, to, counts.length, counts.reduce((sum, count) => sum + count, 0)]).toEqual([0, sorted.at(-1), 30, rows])
    const width = (to - from) / 30
    expect(counts.slice(0, 3)).toEqual([0, 1, 2].map(bin => sorted.filter(value => Math.floor(value / width) === bin).length))
    const [lower, , upper] = square!.quartiles!
    expect(square!.outliers).toEqual({
      below: 0, above: sorted.filter(value => value > upper + 1.5 * (upper - lower)).length, lowFence: lower - 1.5 * (upper - lower), highFence: upper + 1.5 * (upper - lower),
    })
    expect(few).toEqual({ name: 'few', quartiles: [1, 2, 3], outliers: { below: 0, above: 0, lowFence: -2, highFence: 6 }, histogram: { from: -0.5, to: 4.5, counts: Array(5).fill(rows / 5) }, topValues: null })
    expect(same).toEqual({ name: 'same', quartiles: [7, 7, 7], outliers: null, histogram: null, topValues: null })
  })

  it('have days and times in milliseconds, and frequent values of all shards', async () => {
    const [day, moment, word, name, odd] = await profilesOf(['day', 'moment', 'word', 'name', 'odd'])
    const start = Date.UTC(2026, 0, 1)
    expect(day!.histogram).toMatchObject({ from: start, to: start + 60 * 86_400_000 })
    expect(day!.histogram!.counts.reduce((sum, count) => sum + count, 0)).toBe(rows)
    expect(moment!.histogram).toMatchObject({ from: start, to: start + 1000 * (rows - 1) })
    const wordOf = (id: number): string | null => (id % 10 === 0 ? null : id % 3 === 0 ? "it's" : id % 7 === 0 ? 'b' : 'c')
    const countOf = (text: string): number => values.filter(({ id }) => wordOf(id) === text).length
    expect(word!.topValues).toEqual(['c', "it's", 'b'].map(value => ({ value, rows: countOf(value) })))
    expect(name!.topValues).toHaveLength(12)
    expect(odd).toEqual({ name: 'odd', quartiles: null, outliers: null, histogram: null, topValues: null })
  })

  it('say nothing of the frequent values where there are too many', async () => {
    const { client } = servers[0]!
    const [name] = await profileTable({ client, query: 'SELECT toString(number) AS name FROM numbers(200000)', columns: ['name'] })
    expect(name!.topValues).toBeNull()
    expect(await messageOf(() => profilesOf(['z']))).toMatch(/^The table has no column "z"\./)
  })
})
