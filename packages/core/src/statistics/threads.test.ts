// Tests run in Node; the tested code must not need it.
// eslint-disable-next-line no-restricted-imports
import { spawnSync } from 'node:child_process'
import { createRandom, type Matrix } from '@mixtura/numerics'
import { beforeAll, describe, expect, it } from 'vitest'
import type * as Core from '../index.js'
import { noise } from '../testing/blobs.js'
import { randomMixedTable } from '../testing/mixedTables.js'
import { builtDoor, importBuiltCore } from '../testing/builtCore.js'

let core: typeof Core
beforeAll(async () => {
  core = await importBuiltCore()
})

// Enough rows for several threads.
const samples = noise(60_000, 4, 1)
const options = { components: 3, starts: 1, maxIterations: 10, tolerance: 0, acceleration: 'none' } as const
const contentOf = (fit: Core.GaussianMixtureFit): unknown => JSON.parse(JSON.stringify({ ...fit, model: fit.model }))

describe('threads inside a fit', () => {
  it.each(['full', 'tied', 'diag', 'VEV'] as const)('give the same bits for any number of them (%s)', async covarianceType => {
    const alone = contentOf(await core.fitGaussianMixture(samples, { ...options, covarianceType, threads: 1 }))
    for (const threads of [2, 3, 8]) {
      expect(contentOf(await core.fitGaussianMixture(samples, { ...options, covarianceType, threads }))).toEqual(alone)
    }
  })

  it('give the same bits with weights, label priors and missing cells', async () => {
    const random = core.createRandom(2)
    const sampleWeights = Float64Array.from({ length: samples.rows }, () => random.uniform())
    const labelPriors = core.matrix(Float64Array.from({ length: 3 * samples.rows }, () => random.uniform()), samples.rows, 3)
    const holes = { ...samples, data: samples.data.map(value => (random.uniform() < 0.05 ? NaN : value)) }
    for (const known of [{ sampleWeights }, { labelPriors }, { missing: 'marginalize' }] as const) {
      const data = 'missing' in known ? holes : samples
      const [alone, together] = await Promise.all(
        [1, 3].map(async threads => contentOf(await core.fitGaussianMixture(data, { ...options, ...known, threads }))),
      )
      expect(together).toEqual(alone)
    }
  })

  it.each([
    ['numbers and others', {}],
    ['numbers and others with weights', { weighted: true }],
    ['numbers and others with label priors', { priors: true }],
    ['numbers and others with missing cells', { missing: 0.1 }],
    ['levels and counts alone, with label priors', { priors: true, first: 2 }],
    ['levels and counts alone, with missing cells and weights', { weighted: true, missing: 0.1, first: 2 }],
  ] as const)('give the same bits for mixed tables (%s)', async (_, { weighted = false, priors = false, missing = 0, first = 0 }: { weighted?: boolean; priors?: boolean; missing?: number; first?: number }) => {
    const { columns, samples: rows } = randomMixedTable({ seed: 6, rows: 12_000, missing })
    const random = core.createRandom(2)
    const table = { columns: columns.slice(first), samples: (rows as readonly number[][]).map(row => row.slice(first)) }
    const known = {
      ...(weighted && { sampleWeights: Float64Array.from({ length: 12_000 }, () => random.uniform()) }),
      ...(priors && { labelPriors: core.matrix(Float64Array.from({ length: 36_000 }, () => random.uniform()), 12_000, 3) }),
    }
    const fitOf = async (threads: number): Promise<unknown> =>
      JSON.parse(JSON.stringify(await core.fitMixedMixture(table, { components: 3, starts: 1, maxIterations: 6, tolerance: 0, pseudoCount: 1, ...known, threads })))
    const alone = await fitOf(1)
    for (const threads of [2, 5]) expect(await fitOf(threads)).toEqual(alone)
  })

  it('give the same bits for chunks of mixed tables, and end with the reason of the signal', async () => {
    const { columns, samples: rows } = randomMixedTable({ seed: 6, rows: 24_000, missing: 0.05 })
    const chunks = [0, 9000, 17_000].map((from, at) => (rows as readonly number[][]).slice(from, [9000, 17_000, 24_000][at]))
    const mixedOptions = { components: 3, starts: 1, maxIterations: 4, tolerance: 0, pseudoCount: 1 } as const
    const fitOf = async (threads: number, given: Core.MixedFitOptions = mixedOptions): Promise<unknown> =>
      JSON.parse(JSON.stringify(await core.fitMixedMixture(await core.mixedChunksSource(async function* () { yield* chunks }, { columns, threads }), { ...given, threads })))
    const alone = await fitOf(1)
    expect(await fitOf(3)).toEqual(alone)
    const controller = new AbortController()
    const reason = new Error('enough')
    const endless = { ...mixedOptions, maxIterations: 100_000, signal: controller.signal, onIteration: () => void setTimeout(() => controller.abort(reason), 20) }
    await expect(fitOf(3, endless)).rejects.toBe(reason)
    expect(await fitOf(3)).toEqual(alone)
  })

  it('do not copy samples in shared memory, and do not modify others', async () => {
    const shared = new Float64Array(new SharedArrayBuffer(samples.data.byteLength))
    shared.set(samples.data)
    const before = samples.data.slice()
    const [plain, inPlace] = await Promise.all(
      [samples.data, shared].map(async data =>
        contentOf(await core.fitGaussianMixture({ ...samples, data }, { ...options, threads: 2 })),
      ),
    )
    expect(inPlace).toEqual(plain)
    expect(samples.data).toEqual(before)
  })

  it('stop when the signal aborts, and serve the next fit', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const fit = core.fitGaussianMixture(noise(200_000, 8, 3), {
      ...options,
      maxIterations: 1000,
      threads: 3,
      signal: controller.signal,
      onIteration: ({ iteration }) => {
        if (iteration === 1) setTimeout(() => controller.abort(reason), 20)
      },
    })
    await expect(fit).rejects.toBe(reason)
    const after = contentOf(await core.fitGaussianMixture(samples, { ...options, threads: 3 }))
    expect(after).toEqual(contentOf(await core.fitGaussianMixture(samples, { ...options, threads: 1 })))
  })

  it('refuse an invalid number', async () => {
    await expect(core.fitGaussianMixture(samples, { ...options, threads: 0 })).rejects.toThrow(
      'option threads must be a whole number of at least 1, but it is 0.',
    )
  })

  it('let the process end as soon as its work is done', () => {
    const script = `
      import { fitGaussianMixture, createRandom, matrix } from ${JSON.stringify(builtDoor.href)}
      const random = createRandom(1)
      const samples = matrix(Float64Array.from({ length: 240_000 }, () => random.normal()), 60_000, 4)
      await fitGaussianMixture(samples, { components: 3, starts: 1, maxIterations: 3, threads: 3 })
      process.on('exit', () => console.log(performance.now() - done < 2000 ? 'soon' : 'late'))
      const done = performance.now()
    `
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 60_000 })
    expect([status, stderr, stdout.trim()]).toEqual([0, '', 'soon'])
  })
})

describe('threads inside a scoring', () => {
  const random = createRandom(5)
  const holes = { ...samples, data: samples.data.map(value => (random.uniform() < 0.05 ? NaN : value)) }

  const answers = async (model: Core.GaussianMixture, of: Matrix, given: Core.ScoreOptions) => ({
    labels: await model.predict(of, given),
    logDensities: await model.logDensity(of, given),
    responsibilities: (await model.responsibilities(of, given)).data,
    bic: await model.bic(of, given),
    icl: await model.icl(of, { ...given, assignment: 'hard' }),
    iclSoft: await model.icl(of, { ...given, assignment: 'soft' }),
  })

  it.each([
    ['complete rows', samples, {}],
    ['rows with missing cells', holes, { missing: 'marginalize' }],
  ] as const)('give the same bits for any number of them, in memory of their own (%s)', async (_, rows, given) => {
    const { model } = await core.fitGaussianMixture(samples, options)
    const shared = { ...rows, data: new Float64Array(new SharedArrayBuffer(rows.data.byteLength)) }
    shared.data.set(rows.data)
    const alone = await answers(model, rows, { ...given, threads: 1 })
    for (const together of [await answers(model, rows, { ...given, threads: 3 }), await answers(model, shared, given)]) {
      expect(together).toEqual(alone)
      for (const values of Object.values(together)) if (ArrayBuffer.isView(values)) expect(values.buffer).toBeInstanceOf(ArrayBuffer)
    }
  })

  it('refuse an invalid number', async () => {
    const { model } = await core.fitGaussianMixture(samples, options)
    await expect(model.predict(samples, { threads: 0 })).rejects.toMatchObject({
      message: 'option threads must be a whole number of at least 1, but it is 0. Pass for example threads: 2.',
    })
  })
})
