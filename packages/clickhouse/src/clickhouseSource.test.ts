import { covarianceTypes, fitGaussianMixture, samplesSource, sourceFaults, type CovarianceType, type MixtureParameters, type SufficientStatistics } from '@mixtura/core'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectClose } from '../../numerics/src/testing/expectClose.js'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { clickhouseSource, type ClickHouseSourceOptions } from './index.js'
import { serverProblem, startServers, type TestServer } from './testing/clusterOfShards.js'
import { clusters, makeTable } from './testing/tables.js'

const columns = ['a', 'b', 'c']
const samples = clusters(600)
// A far offset: sums about the means keep their digits there.
const farSamples = clusters(600, { offset: 1e6 })

/** Numbers of which no column is a combination of others. */
function independent(length: number): number[] {
  const random = createRandom(8)
  return Array.from({ length }, () => random.normal())
}

/** A mixture of any structure after two iterations, so that its components still overlap. */
async function modelOf(covarianceType: CovarianceType, data: Matrix = samples): Promise<MixtureParameters> {
  const { model } = await fitGaussianMixture(data, { components: 3, covarianceType, maxIterations: 2, starts: 1, seed: 3 })
  return model
}

/** Core does not fill the upper triangles. */
function entriesOf({ scatter, columns: size, scatters }: SufficientStatistics): readonly number[] {
  return Array.from(scatters).filter((_, at) => scatter === 'diagonal' || at % size <= Math.floor(at / size) % size)
}

describe.skipIf(serverProblem !== null)(`a source over ClickHouse (${serverProblem ? `skipped: ${serverProblem}` : 'two shards'})`, () => {
  let servers: readonly TestServer[] = []
  let stop = async (): Promise<void> => {}
  beforeAll(async () => {
    ;({ servers, stop } = await startServers(2))
    await makeTable(servers[0].client, { name: 'whole', columns, samples })
    await Promise.all(servers.map(({ client }, index) => makeTable(client, { name: 'parts', columns, samples, part: [index, 2] })))
    await Promise.all(servers.map(({ client }, index) => makeTable(client, { name: 'far', columns, samples: farSamples, part: [index, 2] })))
  })
  afterAll(() => stop())

  const onTwo = (options: Partial<ClickHouseSourceOptions> = {}): ReturnType<typeof clickhouseSource> =>
    clickhouseSource({ client: servers.map(({ client }) => client), table: 'parts', columns, ...options })

  it('keeps the contract of sources, on one server and on two', async () => {
    const whole = await clickhouseSource({ client: servers[0].client, table: 'whole', columns })
    expect(await sourceFaults(whole, samples, { tolerance: 1e-11 })).toEqual([])
    expect(await sourceFaults(await onTwo(), samples, { tolerance: 1e-11 })).toEqual([])
  })

  it('standardises columns, with and without missing cells', async () => {
    const deviations = columns.map((_, column) => {
      const cells = Array.from({ length: samples.rows }, (_, row) => samples.data[3 * row + column])
      const mean = cells.reduce((sum, cell) => sum + cell, 0) / cells.length
      return { mean, deviation: Math.sqrt(cells.reduce((sum, cell) => sum + (cell - mean) ** 2, 0) / (cells.length - 1)) }
    })
    const scaled = matrix(samples.data.map((cell, at) => (cell - deviations[at % 3].mean) / deviations[at % 3].deviation), samples.rows, 3)
    const source = await onTwo({ scaling: 'standardize' })
    expectClose(source.scaling.center, deviations.map(({ mean }) => mean), { relative: 1e-12 })
    expectClose(source.scaling.scale, deviations.map(({ deviation }) => deviation), { relative: 1e-12 })
    const model = await modelOf('full', scaled)
    const expected = await (await samplesSource(scaled)).accumulate(model, { scatter: 'full' })
    expect((await source.accumulate(model, { scatter: 'full' })).logLikelihood).toBeCloseTo(expected.logLikelihood, 8)
    expect(await messageOf(() => onTwo({ query: 'SELECT a, b, 2 AS c FROM parts', table: undefined, scaling: 'standardize' }))).toBe(
      'Column "c" has the one value 2, or varies by rounding error alone, so it cannot be standardised. Leave it out.',
    )
  })

  it('tells how it computes, once', async () => {
    const told: string[] = []
    const source = await onTwo({ onPassMode: ({ mode, reason }) => told.push(`${mode}: ${reason}`) })
    const model = await modelOf('full')
    await source.accumulate(model, { scatter: 'full' })
    await source.accumulate(model, { scatter: 'full' })
    expect(told).toEqual(['sql: the source was asked for SQL'])
  })

  it.each([...covarianceTypes, { factors: 1 }] as const)('has the statistics of a source in memory (%o)', async covarianceType => {
    for (const [table, data] of [['parts', samples], ['far', farSamples]] as const) {
      const model = await modelOf(covarianceType as CovarianceType, data)
      const source = await onTwo({ table })
      const memory = await samplesSource(data)
      for (const scatter of covarianceType === 'diag' || covarianceType === 'spherical' ? (['diagonal', 'full'] as const) : (['full'] as const)) {
        const expected = await memory.accumulate(model, { scatter })
        const found = await source.accumulate(model, { scatter })
        // Differences of 1e6 lose six digits of 16 in both, in the same way; what remains is the order of additions.
        expectClose(found.counts, expected.counts, { relative: 1e-10, floor: 1 })
        expectClose(found.sums, expected.sums, { relative: 1e-10, floor: 600 })
        expectClose(entriesOf(found), entriesOf(expected), { relative: 1e-10, floor: 600 })
        expectClose([found.logLikelihood, found.totalWeight, found.rows], [expected.logLikelihood, 600, 600], { relative: 1e-10 })
      }
    }
  })

  it('ends a fit where a source in memory ends it, from the same start', async () => {
    const { weights, means, covariances } = await modelOf('full')
    const options = { components: 3, initialize: { weights, means, covariances }, tolerance: 1e-10 } as const
    const inMemory = await fitGaussianMixture(samples, options)
    const fit = await fitGaussianMixture(await onTwo(), options)
    expect(fit.converged).toBe(true)
    expectClose([fit.logLikelihoods.at(-1)!], [inMemory.logLikelihoods.at(-1)!], { relative: 1e-9 })
    expectClose(fit.model.means, inMemory.model.means, { relative: 1e-6, floor: 1 })
  })

  it('makes starts of its own, and finds the clusters', async () => {
    const fit = await fitGaussianMixture(await onTwo(), { components: 3, seed: 1 })
    const inMemory = await fitGaussianMixture(samples, { components: 3, seed: 1 })
    expectClose([fit.logLikelihoods.at(-1)!], [inMemory.logLikelihoods.at(-1)!], { relative: 1e-6 })
  })

  it('draws by the seed, and the same rows from one server and from two', async () => {
    const whole = await clickhouseSource({ client: servers[0].client, table: 'whole', columns })
    const parts = await onTwo()
    const drawn = await parts.draw(50, createRandom(4))
    expect((await whole.draw(50, createRandom(4))).samples).toEqual(drawn.samples)
    expect((await parts.draw(50, createRandom(5))).samples).not.toEqual(drawn.samples)
    const keyed = await (await onTwo({ key: ['id'] })).draw(600, createRandom(4))
    const inOrder = (data: Float64Array): number[] => Array.from(data).sort((a, b) => a - b)
    // Old servers read a decimal text to the last bit or the one beside it.
    expectClose(inOrder(keyed.samples.data as Float64Array), inOrder(samples.data as Float64Array), { relative: 4e-16 })
    expect((await parts.draw(0, createRandom(4))).samples.rows).toBe(0)
    // Each of 600 rows is drawn with probability 1/4 a time: the mean of 40 draws is within 5 standard errors for every row.
    const seen = new Map<number, number>()
    for (let seed = 0; seed < 40; seed++) {
      const { data } = (await whole.draw(150, createRandom(seed))).samples
      for (let row = 0; row < 150; row++) seen.set(data[3 * row], (seen.get(data[3 * row]) ?? 0) + 1)
    }
    expect(Math.max(...seen.values())).toBeLessThan(10 + 5 * Math.sqrt(40 * 0.25 * 0.75))
    expect(seen.size).toBe(600)
  })

  it('takes weights, and leaves out rows of weight 0', async () => {
    const weights = Float64Array.from({ length: 600 }, (_, row) => row % 4)
    const withWeights = { rows: 600, data: Array.from({ length: 600 }, (_, row) => [...samples.data.slice(3 * row, 3 * row + 3), weights[row]]).flat() }
    await Promise.all(servers.map(({ client }, index) => makeTable(client, { name: 'weighted', columns: [...columns, 'w'], samples: withWeights, part: [index, 2], types: { w: 'UInt8' } })))
    const source = await onTwo({ table: 'weighted', sampleWeights: 'w' })
    expect([source.rows, source.omitted]).toEqual([450, 150])
    expect(await sourceFaults(source, samples, { tolerance: 1e-10, weights })).toEqual([])
    const model = await modelOf('full')
    const expected = await (await samplesSource(samples, { weights })).accumulate(model, { scatter: 'full' })
    const found = await source.accumulate(model, { scatter: 'full' })
    expectClose([found.totalWeight, found.rows, found.logLikelihood], [900, 450, expected.logLikelihood], { relative: 1e-12 })
    expectClose(entriesOf(found), entriesOf(expected), { relative: 1e-10, floor: 600 })
    const { weights: drawn, samples: rows } = await source.draw(450, createRandom(1))
    expect(Array.from(drawn!).reduce((sum, weight) => sum + weight, 0)).toBe(900)
    expect(rows.rows).toBe(450)
    expect(await messageOf(() => clickhouseSource({ client: servers[0].client, query: 'SELECT a, toInt16(w) - 2 AS v FROM weighted', columns: ['a'], sampleWeights: 'v' }))).toBe(
      'The weights in column "v" go down to -2, but a weight is at least 0. Correct them, or name another column.',
    )
  })

  it('refuses missing and infinite cells, or leaves their rows out', async () => {
    const cells: (number | null)[] = Array.from(samples.data)
    ;[0, 9, 33].forEach(at => (cells[at] = null))
    await makeTable(servers[0].client, { name: 'gaps', columns, samples: { data: cells, rows: 600 }, types: { a: 'Nullable(Float64)' } })
    const options = { client: servers[0].client, table: 'gaps', columns }
    expect(await messageOf(() => clickhouseSource(options))).toBe(
      `Column "a" has 3 missing cells (NULL or NaN) and 0 infinite ones. Pass missing: 'omit-rows' to leave their rows out, or 'marginalize' to integrate missing ones out, or fill them in a query.`,
    )
    const source = await clickhouseSource({ ...options, missing: 'omit-rows' })
    expect([source.rows, source.omitted, source.columnFacts[0].missing, source.columnFacts[0].type]).toEqual([597, 3, 3, 'Nullable(Float64)'])
    const kept = matrix(Float64Array.from(samples.data).filter((_, at) => ![0, 3, 11].includes(Math.floor(at / 3))), 597, 3)
    expect(await sourceFaults(source, kept, { tolerance: 1e-11 })).toEqual([])
    expect(await messageOf(() => clickhouseSource({ ...options, table: undefined, query: 'SELECT a, b / 0 AS b, c FROM gaps', missing: 'omit-rows' }))).toBe(
      'No row can be used: all 600 have a missing cell or weight 0. Choose another table or other columns.',
    )
  })

  it('integrates missing cells out as a source in memory does, and draws rows with means in their place', async () => {
    const random = createRandom(9)
    const cells = Array.from(samples.data, (value, at) => (random.uniform() < 0.2 || at < 3 ? null : value))
    const holed = matrix(Float64Array.from(cells, value => value ?? NaN), 600, 3)
    const weights = Array.from({ length: 600 }, (_, row) => row % 3)
    const withWeights = { rows: 600, data: weights.flatMap((weight, row) => [...cells.slice(3 * row, 3 * row + 3), weight]) }
    const types = { a: 'Nullable(Float64)', b: 'Nullable(Float64)', c: 'Nullable(Float64)' }
    await Promise.all(servers.map(({ client }, index) => makeTable(client, { name: 'holed', columns: [...columns, 'w'], samples: withWeights, part: [index, 2], types })))
    for (const sampleWeights of [undefined, 'w']) {
      const source = await onTwo({ table: 'holed', missing: 'marginalize', sampleWeights, key: ['id'] })
      const memory = await samplesSource(holed, { missing: 'marginalize', ...(sampleWeights && { weights }) })
      expect([source.rows, source.omitted]).toEqual(sampleWeights ? [400, 200] : [600, 0])
      expect(await sourceFaults(source, holed, { tolerance: 1e-10, missing: 'marginalize', ...(sampleWeights && { weights }) })).toEqual([])
      for (const covarianceType of ['full', 'tied', 'diag'] as const) {
        const model = await modelOf(covarianceType)
        const scatter = covarianceType === 'diag' ? 'diagonal' : 'full'
        const [found, expected] = [await source.accumulate(model, { scatter }), await memory.accumulate(model, { scatter })]
        expectClose([found.totalWeight, found.rows, found.logLikelihood], [expected.totalWeight, expected.rows, expected.logLikelihood], { relative: 1e-11 })
        expectClose([...found.counts, ...found.sums, ...entriesOf(found)], [...expected.counts, ...expected.sums, ...entriesOf(expected)], { relative: 1e-10, floor: 600 })
      }
    }
    const source = await onTwo({ table: 'holed', missing: 'marginalize', key: ['id'] })
    const present = cells.filter((value, at): value is number => at % 3 === 1 && value !== null)
    expectClose([source.columnFacts[1].mean], [present.reduce((sum, value) => sum + value, 0) / present.length], { relative: 1e-12 })
    const { data } = (await source.draw(600, createRandom(1))).samples
    expect(data.filter((value, at) => at % 3 === 1 && value === source.columnFacts[1].mean)).toHaveLength(600 - present.length)
    const fit = await fitGaussianMixture(source, { components: 3, seed: 1 })
    const inMemory = await fitGaussianMixture(holed, { components: 3, seed: 1, missing: 'marginalize' })
    expectClose([fit.logLikelihoods.at(-1)!], [inMemory.logLikelihoods.at(-1)!], { relative: 1e-6 })
  })

  it('refuses infinite cells and columns without any cell when it integrates missing cells out', async () => {
    const { client } = servers[0]
    const source = (query: string): Promise<unknown> => clickhouseSource({ client, query, columns: ['a', 'b'], missing: 'marginalize' })
    expect(await messageOf(() => source('SELECT a / 0 AS a, b FROM whole'))).toMatch(/^Column "a" has 0 missing cells \(NULL or NaN\) and 600 infinite ones/)
    expect(await messageOf(() => source('SELECT nan * a AS a, b FROM whole'))).toBe('column "a" must be a number in some row that counts, but it is missing in every one. Leave the column out.')
    const names = Array.from({ length: 9 }, (_, bit) => `x${bit}`)
    const bits = names.map((name, bit) => `if(bitTest(id, ${bit}), nan, a) AS ${name}`).join(', ')
    expect(await messageOf(() => clickhouseSource({ client, query: `SELECT ${bits} FROM whole`, columns: names, missing: 'marginalize' }))).toBe(
      `Cells are missing in more than 256 different combinations of columns, and a pass reads the table once for each. Leave out the columns that miss the most, or pass missing: 'omit-rows'.`,
    )
  })

  it('tells the facts of the columns', async () => {
    const { columnFacts } = await onTwo()
    const values = Array.from({ length: 600 }, (_, row) => samples.data[3 * row + 1])
    expect(columnFacts.map(({ name, type, missing, infinite }) => [name, type, missing, infinite])).toEqual(columns.map(name => [name, 'Float64', 0, 0]))
    expectClose([columnFacts[1].minimum, columnFacts[1].maximum, columnFacts[1].mean], [Math.min(...values), Math.max(...values), values.reduce((a, b) => a + b, 0) / 600], { relative: 1e-12 })
  })

  it('takes every name literally', async () => {
    const names = ['a"; DROP TABLE whole; --', 'back`tick', 'back\\slash', "quote'"]
    const table = 'table `with` "quotes" \\'
    const four = { rows: 40, data: independent(160) }
    await makeTable(servers[0].client, { name: table, columns: names, samples: four })
    const source = await clickhouseSource({ client: servers[0].client, table, columns: names, key: [names[1]] })
    expect(source.columnFacts.map(({ name }) => name)).toEqual(names)
    expect(await sourceFaults(source, matrix(Float64Array.from(four.data), 40, 4), { tolerance: 1e-11 })).toEqual([])
  })

  it('takes the columns of the table where they have the names of columns that it computes', async () => {
    const names = ['x1', 'x0', 'w', 'h', 'm', 'r0', 'logDensity']
    const data = Float64Array.from(independent(40 * 7))
    await makeTable(servers[0].client, { name: 'names', columns: names, samples: { data, rows: 40 } })
    const source = await clickhouseSource({ client: servers[0].client, table: 'names', columns: names, key: ['h', 'x1'] })
    expect(await sourceFaults(source, matrix(data, 40, 7), { tolerance: 1e-10 })).toEqual([])
    expect(await messageOf(() => clickhouseSource({ client: servers[0].client, table: 'names', columns: ['mixtura_x0'] }))).toBe(
      "option columns[0] must be a name that does not begin with mixtura_, but it is 'mixtura_x0'. Give the column another name in a query.",
    )
  })

  it('counts missing cells at a shard where alone they can be missing, and keys that are missing', async () => {
    const [first, second] = servers.map(({ client }) => client)
    const cells = { rows: 4, data: [1, 2, 3, 4] }
    await makeTable(first, { name: 'uneven', columns: ['a'], samples: cells })
    await makeTable(second, { name: 'uneven', columns: ['a'], samples: { rows: 3, data: [5, null, 7] }, types: { a: 'Nullable(Float64)' } })
    const options = { client: [first, second], table: 'uneven', columns: ['a'] }
    expect(await messageOf(() => clickhouseSource(options))).toMatch(/^Column "a" has 1 missing cells/)
    const source = await clickhouseSource({ ...options, missing: 'omit-rows' })
    expect([source.rows, source.columnFacts[0].mean]).toEqual([6, 22 / 6])
    const query = 'SELECT a, if(a > 2, NULL, toString(id)) AS k FROM uneven'
    const keyed = await clickhouseSource({ client: first, query, columns: ['a'], key: ['k'] })
    expect((await keyed.draw(4, createRandom(1))).samples.data.toSorted()).toEqual(Float64Array.of(1, 2, 3, 4))
  })

  it('reads integers, decimals and single precision as they are', async () => {
    const three = { rows: 50, data: Array.from({ length: 150 }, (_, at) => (at * 37) % 100) }
    const types = { a: 'UInt8', b: 'Decimal(18, 3)', c: 'Float32' }
    await makeTable(servers[0].client, { name: 'mixed', columns, samples: three, types })
    const source = await clickhouseSource({ client: servers[0].client, table: 'mixed', columns })
    expect(await sourceFaults(source, matrix(Float64Array.from(three.data), 50, 3), { tolerance: 1e-11 })).toEqual([])
  })

  it('says what is wrong with a request', async () => {
    const { client } = servers[0]
    expect(await messageOf(() => clickhouseSource({ client, table: 'whole', columns: ['a', 'z'] }))).toBe('The table has no column "z". Its columns are "id", "a", "b", "c".')
    expect(await messageOf(() => clickhouseSource({ client, query: 'SELECT toString(a) AS t FROM whole', columns: ['t'] }))).toBe(
      'Column "t" is of type String, not of numbers. Leave it out, or convert it in a query: pass query instead of table.',
    )
    expect(await messageOf(() => clickhouseSource({ client, columns: ['a'] }))).toBe(
      'option table must be given if query is not, and left out if it is, but it is undefined. Pass the name of a table, or a SELECT as query.',
    )
    expect(await messageOf(() => clickhouseSource({ client, table: 'whole', columns: ['a', 'a'] }))).toBe('option columns must be different names, but it is an array of 2 entries. Name "a" once.')
    expect(await messageOf(() => clickhouseSource({ client: {} as never, table: 'whole', columns: ['a'] }))).toBe(
      'option client must be a client of @clickhouse/client, but it is an object. Pass for example client: createClient({ url }).',
    )
    const error = await clickhouseSource({ client, table: 'nowhere', columns: ['a'] }).catch((reason: unknown) => reason)
    expect(String(error)).toMatch(/^ClickHouseStatementError: the server refused query [0-9a-f-]{36}: Code: 60.* Check the table, the columns and the rights of the user; system\.query_log has the statement\.$/)
  })

  it('names columns that are constant, or depend on others', async () => {
    const fit = async (query: string): Promise<unknown> => fitGaussianMixture(await clickhouseSource({ client: servers[0].client, query, columns: ['a', 'b'] }), { components: 2 })
    expect(await messageOf(() => fit('SELECT a, b * 0 + 7 AS b FROM whole'))).toBe(
      'column 1 ("b") is constant (every value is 7), so it has no scale and its variance is zero. Leave the column out, or pass regularization: { absolute } to give it a variance.',
    )
    expect(await messageOf(() => fit('SELECT a, 2 * a + 1 AS b FROM whole'))).toMatch(/^column 1 \("b"\) is a linear combination of the columns before it \(600 rows, 2 columns\)/)
  })

  it('refuses to go on when the table has changed', async () => {
    await makeTable(servers[1].client, { name: 'growing', columns, samples })
    const source = await clickhouseSource({ client: servers[1].client, table: 'growing', columns })
    await servers[1].client.command({ query: 'INSERT INTO growing SELECT id, a, b, c FROM growing LIMIT 7' })
    const model = await modelOf('full')
    expect(await messageOf(() => source.accumulate(model, { scatter: 'full' }))).toBe(
      'The table had 600 usable rows when the source was made, and has 607 now. Fit a copy of it, or make the source again.',
    )
  })
})
