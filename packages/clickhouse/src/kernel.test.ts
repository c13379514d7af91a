import { covarianceTypes, fitGaussianMixture, GaussianMixture, samplesSource, sourceFaults, type CovarianceType, type MixtureParameters, type SufficientStatistics } from '@mixtura/core'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectClose } from '../../numerics/src/testing/expectClose.js'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { clickhouseSource, installKernels, scoringQuery, uninstallKernels, writeScores, type ClickHouseSourceOptions } from './index.js'
import { kernelFunction } from './kernel/kernelFunctions.js'
import { embeddedProblem, startEmbeddedServer } from './testing/embeddedServer.js'
import { clusters, makeTable } from './testing/tables.js'

const columns = ['a', 'b', 'c']
// More than two blocks of a kernel, and not a multiple of one.
const samples = clusters(1000)
const farSamples = clusters(1000, { offset: 1e6 })

/** A mixture of any structure after two iterations, so that its components still overlap. */
async function modelOf(covarianceType: CovarianceType, data: Matrix = samples): Promise<MixtureParameters> {
  const { model } = await fitGaussianMixture(data, { components: 3, covarianceType, maxIterations: 2, starts: 1, seed: 3 })
  return model
}

const numbersOf = ({ counts, sums, scatters, logLikelihood, totalWeight, rows }: SufficientStatistics): readonly number[] => [...counts, ...sums, ...scatters, logLikelihood, totalWeight, rows]

const problem = embeddedProblem()

describe.skipIf(problem !== null)(`kernels at a server (${problem ? `skipped: ${problem}` : 'in this process'})`, () => {
  let client: ClickHouseClient
  let stop = async (): Promise<void> => {}
  beforeAll(async () => {
    ;({ client, stop } = await startEmbeddedServer())
    await makeTable(client, { name: 'near', columns, samples })
    await makeTable(client, { name: 'far', columns, samples: farSamples })
  }, 300_000)
  afterAll(() => stop())

  const source = (options: Partial<ClickHouseSourceOptions> = {}): ReturnType<typeof clickhouseSource> => clickhouseSource({ client, table: 'near', columns, mode: 'kernel', ...options })
  const numberOf = async (query: string): Promise<number> => Number(((await (await client.query({ query, format: 'JSONCompact' })).json()) as unknown as { data: unknown[][] }).data[0]![0])
  const installed = (): Promise<number> => numberOf(`SELECT count() FROM system.functions WHERE name IN ('${kernelFunction.pass}', '${kernelFunction.scores}')`)

  it('keep the contract of sources', async () => {
    expect(await sourceFaults(await source(), samples, { tolerance: 1e-12 })).toEqual([])
  })

  it.each([...covarianceTypes, { factors: 1 }] as const)('have the statistics of a source in memory (%o)', async covarianceType => {
    for (const [table, data] of [['near', samples], ['far', farSamples]] as const) {
      const model = await modelOf(covarianceType as CovarianceType, data)
      const remote = await source({ table })
      const memory = await samplesSource(data)
      for (const scatter of ['diagonal', 'full'] as const) {
        const found = await remote.accumulate(model, { scatter })
        expectClose(numbersOf(found), numbersOf(await memory.accumulate(model, { scatter })), { relative: 1e-12, floor: 1000 })
      }
    }
  })

  it('have them in many columns, under factor analysers and with many components', async () => {
    const wide = 40
    const random = createRandom(2)
    const data = matrix(Float64Array.from({ length: 500 * wide }, () => random.normal()), 500, wide)
    const names = Array.from({ length: wide }, (_, i) => `x${i}`)
    await makeTable(client, { name: 'wide', columns: names, samples: data })
    const remote = await source({ table: 'wide', columns: names })
    const memory = await samplesSource(data)
    for (const covarianceType of ['diag', { factors: 3 }] as const) {
      const { model } = await fitGaussianMixture(data, { components: 2, covarianceType, maxIterations: 2, starts: 1, seed: 1 })
      const found = await remote.accumulate(model, { scatter: 'full' })
      expectClose(numbersOf(found), numbersOf(await memory.accumulate(model, { scatter: 'full' })), { relative: 1e-12, floor: 500 })
    }
    const many = 130
    const model = {
      covarianceType: 'spherical', components: many, columns: wide, weights: new Float64Array(many).fill(1 / many),
      means: Float64Array.from({ length: many * wide }, () => random.normal()), covariances: new Float64Array(many).fill(4),
    } as const
    expectClose(numbersOf(await remote.accumulate(model, { scatter: 'diagonal' })), numbersOf(await memory.accumulate(model, { scatter: 'diagonal' })), { relative: 1e-12, floor: 500 })
  })

  it('have them whether components are far apart or overlap', async () => {
    const random = createRandom(3)
    const names = Array.from({ length: 9 }, (_, i) => `y${i}`)
    // Scales of 1 and 1000, so that distances in the columns' own units would mislead.
    const data = matrix(Float64Array.from({ length: 700 * 9 }, (_, at) => (at % 2 ? 1 : 1000) * (random.normal() + 12 * (Math.floor(at / 9) % 4))), 700, 9)
    await makeTable(client, { name: 'apart', columns: names, samples: data })
    const remote = await source({ table: 'apart', columns: names })
    const memory = await samplesSource(data)
    const scales = Float64Array.from({ length: 9 }, (_, i) => (i % 2 ? 1 : 1000))
    for (const variance of [1, 400]) {
      const model = {
        covarianceType: 'full', components: 4, columns: 9, weights: new Float64Array(4).fill(0.25),
        means: Float64Array.from({ length: 36 }, (_, at) => scales[at % 9]! * 12 * Math.floor(at / 9)),
        covariances: Float64Array.from({ length: 4 * 81 }, (_, at) => (Math.floor(at / 9) % 9 === at % 9 ? variance : variance / 5) * scales[Math.floor(at / 9) % 9]! * scales[at % 9]!),
      } as const
      const [found, expected] = [await remote.accumulate(model, { scatter: 'full' }), await memory.accumulate(model, { scatter: 'full' })]
      // The largest entries are products of two columns of scale 1000.
      expectClose(numbersOf(found), numbersOf(expected), { relative: 1e-12, floor: 700 * 400 * 1e6 })
      expectClose([...found.counts, found.logLikelihood], [...expected.counts, expected.logLikelihood], { relative: 1e-12, floor: 1 })
    }
  })

  it('add up the blocks in which a server hands rows over', async () => {
    const model = await modelOf('full')
    const expected = await (await samplesSource(samples)).accumulate(model, { scatter: 'full' })
    for (const rows of [1, 7, 300]) {
      const found = await (await source({ table: undefined, query: `SELECT * FROM near ORDER BY id SETTINGS max_block_size = ${rows}` })).accumulate(model, { scatter: 'full' })
      expectClose(numbersOf(found), numbersOf(expected), { relative: 1e-12, floor: 1000 })
    }
  })

  it('take weights, and leave out rows that have none or miss a cell', async () => {
    const weights = Float64Array.from({ length: 1000 }, (_, row) => row % 4)
    const cells = { rows: 1000, data: Array.from({ length: 1000 }, (_, row) => [row === 5 ? null : samples.data[3 * row]!, ...samples.data.slice(3 * row + 1, 3 * row + 3), weights[row]!]).flat() }
    await makeTable(client, { name: 'weighted', columns: [...columns, 'w'], samples: cells, types: { w: 'UInt8', a: 'Nullable(Float64)' } })
    const remote = await source({ table: 'weighted', sampleWeights: 'w', missing: 'omit-rows' })
    expect([remote.rows, remote.omitted]).toEqual([749, 251])
    const model = await modelOf('full')
    weights[5] = 0
    const counted = matrix(Float64Array.from(samples.data.filter((_, at) => weights[Math.floor(at / 3)]! > 0)), 749, 3)
    expect(await sourceFaults(remote, counted, { tolerance: 1e-12, weights: weights.filter(weight => weight > 0) })).toEqual([])
    const expected = await (await samplesSource(samples, { weights })).accumulate(model, { scatter: 'full' })
    expectClose(numbersOf(await remote.accumulate(model, { scatter: 'full' })), numbersOf(expected), { relative: 1e-12, floor: 1000 })
  })

  it('integrate missing cells out', async () => {
    const random = createRandom(9)
    const cells = Array.from(samples.data, value => (random.uniform() < 0.2 ? null : value))
    const types = { a: 'Nullable(Float64)', b: 'Nullable(Float64)', c: 'Nullable(Float64)' }
    await makeTable(client, { name: 'holed', columns, samples: { rows: 1000, data: cells }, types })
    const remote = await source({ table: 'holed', missing: 'marginalize' })
    const holed = matrix(Float64Array.from(cells, value => value ?? NaN), 1000, 3)
    expect(await sourceFaults(await source({ table: 'holed', missing: 'marginalize', key: ['id'] }), holed, { tolerance: 1e-12, missing: 'marginalize' })).toEqual([])
    const memory = await samplesSource(holed, { missing: 'marginalize' })
    for (const covarianceType of ['full', 'tied', 'diag'] as const) {
      const model = await modelOf(covarianceType)
      const scatter = covarianceType === 'diag' ? 'diagonal' : 'full'
      expectClose(numbersOf(await remote.accumulate(model, { scatter })), numbersOf(await memory.accumulate(model, { scatter })), { relative: 1e-12, floor: 1000 })
    }
  })

  it('end a fit where a source in memory ends it, from the same start', async () => {
    const { weights, means, covariances } = await modelOf('full')
    const options = { components: 3, initialize: { weights, means, covariances }, tolerance: 1e-10 } as const
    const inMemory = await fitGaussianMixture(samples, options)
    const fit = await fitGaussianMixture(await source(), options)
    expectClose([fit.logLikelihoods.at(-1)!], [inMemory.logLikelihoods.at(-1)!], { relative: 1e-12 })
    expectClose(fit.model.means, inMemory.model.means, { relative: 1e-9, floor: 1 })
  })

  it('are installed once, and removed', async () => {
    await installKernels({ client })
    await installKernels({ client: [client, client] })
    expect(await installed()).toBe(2)
    await uninstallKernels({ client })
    await uninstallKernels({ client })
    expect([await installed(), await numberOf("SELECT count() FROM system.webassembly_modules WHERE name LIKE 'mixtura%'")]).toEqual([0, 0])
    expect((await source()).passMode({ components: 3, columns: 3, scatter: 'full' })).toEqual({ mode: 'kernel', reason: 'the source was asked for kernels', cause: 'asked', numbers: null })
    expect(await installed()).toBe(2)
  })

  it('are chosen where they are faster', async () => {
    const { passMode } = await source({ mode: 'auto' })
    expect(passMode({ components: 8, columns: 8, scatter: 'full' })).toEqual({ mode: 'kernel', reason: 'every server runs the kernels, which are faster from 101 numbers a row on; this pass has 360', cause: 'many-numbers', numbers: 360 })
    expect(passMode({ components: 2, columns: 2, scatter: 'diagonal' })).toEqual({ mode: 'sql', reason: 'a statement of 10 numbers a row is faster than the kernels, which pay from 101 on', cause: 'few-numbers', numbers: 10 })
  })

  it.each(['full', 'tied', 'diag', { factors: 1 }] as const)('write scores as those of the model (%o)', async covarianceType => {
    const model = new GaussianMixture(await modelOf(covarianceType))
    const table = `scores_${typeof covarianceType === 'string' ? covarianceType : 'factors'}`
    await client.command({ query: `CREATE TABLE ${table} (id UInt64, component UInt32, log_density Float64, responsibility_0 Float64, responsibility_1 Float64, responsibility_2 Float64) ENGINE = MergeTree ORDER BY id` })
    await uninstallKernels({ client })
    await writeScores({ client, table: 'near', columns, model, keep: ['id'], responsibilities: true, into: table, mode: 'kernel' })
    const query = scoringQuery({ table: 'near', columns, model, keep: ['id'], mode: 'kernel' })
    await client.command({ query: `CREATE VIEW ${table}_view AS ${query}` })
    for (const from of [table, `${table}_view`]) {
      const answer = await client.query({ query: `SELECT * FROM ${from} ORDER BY id`, format: 'JSONCompact' })
      const { data } = (await answer.json()) as unknown as { data: (string | number)[][] }
      expect(data.map(([id]) => Number(id))).toEqual(Array.from({ length: 1000 }, (_, row) => row))
      expect(data.map(row => row[1])).toEqual(Array.from(await model.predict(samples)))
      expectClose(data.map(row => Number(row[2])), await model.logDensity(samples), { relative: 1e-12 })
      if (from === table) expectClose(data.flatMap(row => row.slice(3).map(Number)), (await model.responsibilities(samples)).data, { relative: 1e-12, floor: 1 })
    }
  })

  it('give the reason where they cannot compute', async () => {
    const model = await modelOf('full')
    const under = (settings: Readonly<Record<string, number>>): ReturnType<typeof source> =>
      source({ client: { query: statement => client.query({ ...statement, clickhouse_settings: { ...statement.clickhouse_settings, ...settings } }), command: statement => client.command(statement) } })
    // The embedded server keeps settings until they are set again.
    await expect((await under({ webassembly_udf_max_memory: 70_000 })).accumulate(model, { scatter: 'full' })).rejects.toThrow(/a block of rows needs more memory than webassembly_udf_max_memory/)
    await expect((await under({ webassembly_udf_max_memory: 2 ** 27, webassembly_udf_max_input_block_size: 600 })).accumulate(model, { scatter: 'full' })).rejects.toThrow(
      /the first row of a block has no model: webassembly_udf_max_input_block_size must be 0/,
    )
  })

  it('say what is wrong with a request', async () => {
    expect(await messageOf(() => source({ mode: 'fast' as never }))).toMatch(/^option mode must be one of/)
  })
})
