import { beforeAll, describe, expect, it } from 'vitest'
import type * as Core from '../index.js'
import { noise } from '../testing/blobs.js'
import { builtDoor, importBuiltCore } from '../testing/builtCore.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { selectGaussianMixture as selectFromSource } from './selectGaussianMixture.js'

let core: typeof Core
beforeAll(async () => {
  core = await importBuiltCore()
})

/** Everything that the table says, and the best model, as plain data; numbers in it keep their bits. */
const contentOf = ({ best, ...selection }: Core.Selection): unknown =>
  JSON.parse(
    JSON.stringify({ ...selection, best: best.model }, (_, value: unknown) =>
      value instanceof Error ? { ...value, message: value.message } : value,
    ),
  )

/** Worker threads that are alive. */
const workers = (): number =>
  (process as unknown as { getActiveResourcesInfo(): string[] }).getActiveResourcesInfo().filter(name => name === 'MessagePort').length

describe('selectGaussianMixture with threads', () => {
  it('gives the same bits for any number of threads', async () => {
    const options = { components: { minimum: 1, maximum: 4 }, covarianceTypes: ['EII', 'EEE', 'VVV', 'VEV'], starts: 2 } as const
    const alone = contentOf(await core.selectGaussianMixture(oldFaithful, options))
    for (const threads of [2, 3, 50]) {
      expect(contentOf(await core.selectGaussianMixture(oldFaithful, { ...options, threads }))).toEqual(alone)
    }
  })

  it.each<[string, Partial<Core.SelectionOptions>]>([
    ['weights', { sampleWeights: Float64Array.from({ length: 150 }, (_, row) => row % 3) }],
    ['priors of labels', {
      components: { minimum: 2, maximum: 2 },
      labelPriors: { data: Float64Array.from({ length: 300 }, (_, at) => (at % 10 === 0 ? 0 : 1)), rows: 150, columns: 2 },
    }],
    ['errors of measurement', { noiseCovariances: { data: new Float64Array(600).fill(0.01), rows: 150, columns: 4 } }],
    ['a shared tree', { initialize: 'hierarchical' }],
    ['cross-validation', { criterion: 'cross-validation', folds: 3 }],
    ['the reference kernels', { kernels: 'reference' }],
  ])('gives the same bits with %s', async (_, given) => {
    const options = {
      components: { minimum: 1, maximum: 2 }, covarianceTypes: ['diag', 'tied'], starts: 1, tolerance: 1e-4, ...given,
    } as const
    const alone = await core.selectGaussianMixture(iris, options)
    const together = await core.selectGaussianMixture(iris, { ...options, threads: 2 })
    expect(contentOf(together)).toEqual(contentOf(alone))
  })

  it('gives the same bits with factors, which no name stands for', async () => {
    const options = { components: [2], covarianceTypes: ['full', { factors: 1 }, { factors: 4 }], starts: 1 } as const
    const together = await core.selectGaussianMixture(iris, { ...options, threads: 2 })
    expect(together.table[1].covarianceType).toEqual({ factors: 1 })
    expect(contentOf(together)).toEqual(contentOf(await core.selectGaussianMixture(iris, options)))
  })

  it('reads samples in place that lie in shared memory, and views, float32 and missing cells as they are', async () => {
    const shared = new Float64Array(new SharedArrayBuffer(iris.data.byteLength))
    shared.set(iris.data)
    const view = new Float64Array(iris.data.length + 3).subarray(3)
    view.set(iris.data)
    const holes = Float32Array.from(iris.data, (value, at) => (at % 11 === 0 ? NaN : value))
    const options = { components: [2], covarianceTypes: ['diag', 'VVV'], starts: 1, missing: 'marginalize' } as const
    for (const data of [shared, view, holes]) {
      const samples = core.matrix(data, iris.rows, iris.columns)
      const alone = await core.selectGaussianMixture(samples, options)
      const together = await core.selectGaussianMixture(samples, { ...options, threads: 2 })
      expect(contentOf(together)).toEqual(contentOf(alone))
    }
  })

  it('brings errors back as what they are', async () => {
    const samples = Array.from({ length: 10 }, (_, n) => [n % 2, n % 2])
    const options = { components: [2, 12], covarianceTypes: ['diag', 'full'], regularization: { absolute: 0 }, threads: 2 } as const
    const selecting = core.selectGaussianMixture(samples, options)
    await expect(selecting).rejects.toBeInstanceOf(core.DegenerateCovarianceError)
    const alone: unknown = await core.selectGaussianMixture(samples, { ...options, threads: 1 }).catch((error: unknown) => error)
    await expect(selecting).rejects.toEqual(alone)

    const { table } = await core.selectGaussianMixture(iris, { components: [1, 151], threads: 2 })
    const { error } = table[1]
    expect(error).toBeInstanceOf(core.TooFewRowsError)
    expect(error).toMatchObject({ code: 'too-few-rows', name: 'TooFewRowsError', rows: 150, required: 151, components: 151 })
    expect(error!.message).toMatch(/^a mixture of 151 components needs at least 151 rows, but there are 150\./)
  })

  it('reports progress of every candidate, and has no listener called afterwards', async () => {
    const seen = new Map<number, string>()
    let calls = 0
    const { table, stopped } = await core.selectGaussianMixture(oldFaithful, {
      components: [1, 2, 3], covarianceTypes: ['EEE', 'VVV'], threads: 2,
      onIteration: ({ candidate, candidates, components, covarianceType, parameters, meanLogLikelihood }) => {
        calls++
        expect([candidates, parameters.components, Number.isFinite(meanLogLikelihood)]).toEqual([6, components, true])
        seen.set(candidate, `${covarianceType} ${components}`)
      },
    })
    expect([...seen].sort().map(([, shape]) => shape)).toEqual(['EEE 1', 'EEE 2', 'EEE 3', 'VVV 1', 'VVV 2', 'VVV 3'])
    expect([table.length, stopped]).toEqual([6, false])
    const atEnd = calls
    await new Promise(resolve => setTimeout(resolve, 60))
    expect(calls).toBe(atEnd)
  })

  it("ends with what has been fitted when onIteration answers 'stop'", async () => {
    const { best, table, stopped } = await core.selectGaussianMixture(noise(20_000, 4, 1), {
      components: [8, 9, 10, 11, 12, 13], tolerance: 0, maxIterations: 100_000, acceleration: 'none', starts: 1, threads: 2,
      onIteration: () => Promise.resolve('stop' as const),
    })
    expect(stopped).toBe(true)
    expect(table.map(({ components }) => components).sort()).toEqual([8, 9])
    expect(best.stopped).toBe(true)
  })

  it('passes the reason of a signal on at once, and the failure of onIteration, and leaves no worker', async () => {
    const before = workers()
    const reason = new Error('enough')
    const endless = { components: [8, 9], tolerance: 0, maxIterations: 1e9, acceleration: 'none', starts: 1, threads: 2 } as const
    const samples = noise(20_000, 4, 1)
    const controller = new AbortController()
    const aborted = core.selectGaussianMixture(samples, { ...endless, signal: controller.signal, onIteration: () => controller.abort(reason) })
    await expect(aborted).rejects.toBe(reason)
    await expect(core.selectGaussianMixture(samples, { ...endless, onIteration: () => Promise.reject(reason) })).rejects.toBe(reason)
    await expect(core.selectGaussianMixture(samples, { ...endless, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(workers()).toBe(before)
  })

  it('says what to do when the worker file is not there', async () => {
    // As in a bundle: this source file has no selectionWorker.js beside it.
    await expect(selectFromSource(iris, { components: [1], threads: 2 })).rejects.toThrow(
      /^a worker thread failed: Cannot find module '.*selectionWorker\.js'[^]*\. Pass threads: 1, or fewer threads if memory ran out; if esbuild bundled this code, name the workers of @mixtura\/core as entry points, as its README shows\.$/,
    )
  })

  it('leaves nothing that keeps a program alive', async () => {
    const { execFile } = await import('node:child_process')
    const program = `
      import { selectGaussianMixture } from ${JSON.stringify(builtDoor.href)}
      const samples = Array.from({ length: 50 }, (_, n) => [Math.sin(n), Math.cos(n * n)])
      const { table } = await selectGaussianMixture(samples, { components: [1, 2], threads: 2 })
      process.stdout.write(String(table.length))`
    const output = await new Promise((resolve, reject) => {
      execFile(process.execPath, ['--input-type=module', '-e', program], { timeout: 60_000 }, (error, stdout) => (error ? reject(error) : resolve(stdout)))
    })
    expect(output).toBe('2')
  }, 90_000)
})
