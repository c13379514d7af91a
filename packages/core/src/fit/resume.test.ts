import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { fitBayesianGaussianMixture } from '../bayesian/fitBayesianGaussianMixture.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import { fitNoiseMixture } from '../robust/fitNoiseMixture.js'
import { fitMixedMixture, type MixedTable } from '../mixed/fitMixedMixture.js'
import { fitStudentMixture } from '../robust/fitStudentMixture.js'
import { chunksSource } from '../statistics/chunksSource.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { blobs } from '../testing/blobs.js'
import { iris } from '../testing/iris.js'
import { randomMixedTable } from '../testing/mixedTables.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import type { DrawProgress, FollowOptions, RunProgress } from './searchFit.js'

type Follow = Pick<FollowOptions<unknown>, 'onProgress' | 'resume'>

const overlapped = blobs([[0, 0], [2, 0], [0, 2], [3, 3]], { rows: 9_000, seed: 4 }).samples
const withGaps = matrix(iris.data.map((value, at) => (at % 11 === 3 ? NaN : value)), 150, 4)
const noisy = matrix(Float64Array.from([...oldFaithful.data, ...Array.from({ length: 40 }, (_, at) => 30 * createRandom(at).uniform())]), 292, 2)

async function chunksOf(samples: Matrix): Promise<Awaited<ReturnType<typeof chunksSource>>> {
  const { data, columns } = samples
  return chunksSource(async function* () {
    for (let at = 0; at < samples.rows; at += 1000) {
      const rows = Math.min(1000, samples.rows - at)
      yield matrix(data.slice(at * columns, (at + rows) * columns), rows, columns)
    }
  })
}

/** Enough rows for heats, without numbers. */
const { columns: mixedColumns, samples: mixedRows } = randomMixedTable({ seed: 5, rows: 9_000 })
const manyLevels: MixedTable = { columns: mixedColumns.slice(2), samples: (mixedRows as readonly number[][]).map(row => row.slice(2)) }

const cases: readonly (readonly [string, (follow: Follow) => Promise<object>])[] = [
  ['few rows for many parameters', follow => fitGaussianMixture(iris, { components: 6, seed: 3, ...follow })],
  ['plenty of rows', follow => fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'tied', ...follow })],
  ['slow convergence', follow => fitGaussianMixture(iris, { components: 4, covarianceType: 'EVV', tolerance: 1e-9, seed: 1, ...follow })],
  ['heats', follow => fitGaussianMixture(overlapped, { components: 4, maxIterations: 60, ...follow })],
  ['a source of chunks', async follow => fitGaussianMixture(await chunksOf(overlapped), { components: 3, maxIterations: 30, ...follow })],
  ['missing cells', follow => fitGaussianMixture(withGaps, { components: 2, missing: 'marginalize', ...follow })],
  ['a prior', follow => fitGaussianMixture(oldFaithful, { components: 3, prior: {}, ...follow })],
  ['factors', follow => fitGaussianMixture(iris, { components: 2, covarianceType: { factors: 1 }, maxIterations: 40, ...follow })],
  ['an assignment', follow => fitGaussianMixture(iris, { components: 3, initialize: { labels: Int32Array.from({ length: 150 }, (_, row) => row % 3) }, ...follow })],
  ['t components', follow => fitStudentMixture(oldFaithful, { components: 2, starts: 3, ...follow })],
  ['noise', follow => fitNoiseMixture(noisy, { components: 2, starts: 3, ...follow })],
  ['numbers, levels and counts with gaps', follow => fitMixedMixture(randomMixedTable({ seed: 3, rows: 200, missing: 0.1 }), { components: 3, covarianceType: 'VEV', pseudoCount: 0.5, ...follow })],
  ['levels in heats', follow => fitMixedMixture(manyLevels, { components: 3, starts: 2, maxIterations: 30, ...follow })],
  ['variational Bayes', follow => fitBayesianGaussianMixture(oldFaithful, { components: 4, starts: 3, ...follow })],
]

/** Thrown to end a fit as a crash would, with its latest checkpoint. */
class Killed extends Error {
  constructor(readonly checkpoint: Uint8Array) {
    super('killed')
  }
}

async function killedAt(moment: number, fit: (follow: Follow) => Promise<object>): Promise<Uint8Array> {
  let moments = 0
  try {
    await fit({
      onProgress(progress: DrawProgress | RunProgress) {
        if (progress.phase !== 'draw' && moments++ === moment) throw new Killed(progress.checkpoint())
      },
    })
  } catch (error) {
    if (error instanceof Killed) return error.checkpoint
    throw error
  }
  throw new Error(`there were ${moments} moments only`)
}

describe.each(cases)('an interrupted fit, %s', (_, fit) => {
  it('resumes to the same bits from any moment', async () => {
    let moments = 0
    const phases = new Set<string>()
    const whole = await fit({ onProgress: ({ phase }) => (phases.add(phase), void (phase !== 'draw' && moments++)) })
    expect(phases.size).toBeGreaterThan(1)
    expect(whole).toEqual(await fit({}))
    const random = createRandom(moments)
    for (const moment of [0, moments - 1, ...Array.from({ length: 4 }, () => random.integer(moments))]) {
      const resume = await killedAt(moment, fit)
      expect(await fit({ resume })).toEqual(whole)
    }
  })
})

describe('no iteration is done twice', () => {
  /** A source that counts its passes. */
  async function counted(samples: Matrix): Promise<{ readonly source: StatisticsSource; readonly passes: () => number }> {
    const inner = await samplesSource(samples)
    let passes = 0
    return {
      source: { ...inner, draw: (count, random) => inner.draw(count, random), accumulate: (model, request) => (passes++, inner.accumulate(model, request)) },
      passes: () => passes,
    }
  }
  const options = { components: 3, starts: 4, tolerance: 1e-8 }
  const fits: readonly (readonly [string, Matrix, (source: StatisticsSource, follow: Follow) => Promise<object>])[] = [
    ['Gaussian', oldFaithful, (source, follow) => fitGaussianMixture(source, { ...options, ...follow })],
    ['Gaussian with heats', overlapped, (source, follow) => fitGaussianMixture(source, { ...options, maxIterations: 60, ...follow })],
    ['noise', noisy, (source, follow) => fitNoiseMixture(source, { ...options, volume: 1000, ...follow })],
    ['variational Bayes', oldFaithful, (source, follow) => fitBayesianGaussianMixture(source, { ...options, ...follow })],
  ]

  it.each(fits)('%s: the passes before and after a crash are those of a whole fit', async (_, samples, fit) => {
    /** Passes over all rows from the first run on, by a fit that is killed at a moment of a phase, or not at all. */
    const passesOf = async (follow: Follow, moment = Infinity): Promise<{ readonly passes: number; readonly checkpoint?: Uint8Array | undefined }> => {
      const { source, passes } = await counted(samples)
      let before: number | undefined
      const resumed = follow.resume !== undefined
      const listen = (progress: DrawProgress | RunProgress): void => {
        if (progress.phase === 'draw') return
        // The pass of the E-step that is heard of here is one of the run; a fit that resumes has done its first step before.
        if (!resumed && progress.phase === 'fit') before ??= passes() - 1
        if (progress.phase === 'fit' && moment-- === 0) throw new Killed(progress.checkpoint())
      }
      try {
        await fit(source, { ...follow, onProgress: listen })
      } catch (error) {
        if (!(error instanceof Killed)) throw error
        return { passes: passes() - before!, checkpoint: error.checkpoint }
      }
      return { passes: passes() - (before ?? 0) }
    }
    const preparation = async (): Promise<number> => {
      const { source, passes } = await counted(samples)
      let before: number | undefined
      await fit(source, { onProgress: ({ phase }) => void (phase === 'fit' && (before ??= passes() - 1)) })
      return before!
    }
    const whole = (await passesOf({})).passes
    const prepared = await preparation()
    const random = createRandom(whole)
    for (const moment of [0, whole - 1, ...Array.from({ length: 8 }, () => random.integer(whole))]) {
      const { passes, checkpoint } = await passesOf({}, moment).catch(() => ({ passes: 0, checkpoint: undefined }))
      if (!checkpoint) continue // rejected steps of an accelerated run are passes without a moment
      expect(passes + (await passesOf({ resume: checkpoint })).passes - prepared).toBe(whole)
    }
  })

  it('t components: no iteration is heard of twice, and none is left out', async () => {
    const fit = (follow: Follow) => fitStudentMixture(oldFaithful, { components: 2, starts: 3, ...follow })
    const heard = async (follow: Follow, moment = Infinity): Promise<{ readonly names: readonly string[]; readonly checkpoint?: Uint8Array }> => {
      const names: string[] = []
      try {
        await fit({
          ...follow,
          onProgress(progress: DrawProgress | (RunProgress & { readonly iteration?: number })) {
            if (progress.phase === 'draw') return
            names.push(`${progress.start}/${progress.iteration}`)
            if (names.length > moment) throw new Killed(progress.checkpoint())
          },
        })
      } catch (error) {
        if (!(error instanceof Killed)) throw error
        return { names, checkpoint: error.checkpoint }
      }
      return { names }
    }
    const whole = (await heard({})).names
    const random = createRandom(whole.length)
    for (const moment of [0, whole.length - 1, ...Array.from({ length: 8 }, () => random.integer(whole.length))]) {
      const { names, checkpoint } = await heard({}, moment)
      expect([...names, ...(await heard({ resume: checkpoint! })).names]).toEqual(whole)
    }
  })
})

it('resumes from a checkpoint of a resumed fit', async () => {
  const fit = cases[0][1]
  const whole = await fit({})
  const first = await killedAt(20, fit)
  const second = await killedAt(15, follow => fit({ ...follow, resume: first }))
  expect(await fit({ resume: second })).toEqual(whole)
})

it('does not repeat finished runs', async () => {
  const fit = (follow: Follow) => fitGaussianMixture(overlapped, { components: 4, maxIterations: 60, ...follow })
  let moments = 0
  await fit({ onProgress: () => void moments++ })
  const resume = await killedAt(moments - 4, fit)
  let again = 0
  await fit({ resume, onProgress: () => void again++ })
  expect(again).toBeLessThan(10)
})

describe('a checkpoint of another fit is refused by name', () => {
  const options = { components: 2, seed: 1 }
  const remedy = 'Resume with the same data and options, or start without the checkpoint.'
  const checkpoint = (): Promise<Uint8Array> => killedAt(5, follow => fitGaussianMixture(oldFaithful, { ...options, ...follow }))
  const other = matrix(oldFaithful.data.map((value, at) => (at === 7 ? value + 1 : value)), 272, 2)

  it.each<[string, (resume: Uint8Array) => Promise<object>, string]>([
    ['another seed', resume => fitGaussianMixture(oldFaithful, { ...options, seed: 2, resume }), `checkpoint: option seed must be 2, but it is 1. ${remedy}`],
    ['an additional option', resume => fitGaussianMixture(oldFaithful, { ...options, starts: 3, resume }), `checkpoint: option starts must be 3, but it is left out. ${remedy}`],
    ['a missing option', resume => fitGaussianMixture(oldFaithful, { components: 2, resume }), `checkpoint: option seed must be left out, but it is 1. ${remedy}`],
    ['another function', resume => fitStudentMixture(oldFaithful, { ...options, resume }), `checkpoint: kind must be fitStudentMixture, but it is fitGaussianMixture. ${remedy}`],
  ])('%s', async (_, fit, message) => {
    await expect(fit(await checkpoint())).rejects.toThrow(message)
  })

  it('other data', async () => {
    await expect(fitGaussianMixture(other, { ...options, resume: await checkpoint() })).rejects.toThrow(/^checkpoint: data must be 272 x 2 numbers of sum [0-9a-f]{8}, but it is 272 x 2 numbers of sum [0-9a-f]{8}\. /)
  })

  it('changed bytes, and values that are not bytes', async () => {
    const bytes = await checkpoint()
    bytes[bytes.length - 9] ^= 1
    await expect(fitGaussianMixture(oldFaithful, { ...options, resume: bytes })).rejects.toThrow('checkpoint: checksum must be ')
    await expect(fitGaussianMixture(oldFaithful, { ...options, resume: 'file' as never })).rejects.toThrow(
      "option resume must be a Uint8Array, but it is 'file'. Pass the bytes that checkpoint() of onProgress returned.",
    )
  })
})

describe("'stop' keeps the best result in every phase", () => {
  it.each(['draw', 'short-run', 'heat', 'fit'] as const)('%s', async phase => {
    let stops = 0
    const fit = await fitGaussianMixture(overlapped, {
      components: 4,
      onProgress: progress => (progress.phase === phase && (phase === 'draw' || ('iteration' in progress && progress.iteration > 0)) ? (stops++, 'stop' as const) : undefined),
    })
    expect([stops, fit.stopped, fit.converged]).toEqual([1, true, false])
    const mean = (await fit.model.logDensity(overlapped)).reduce((sum, value) => sum + value, 0) / overlapped.rows
    expect(fit.logLikelihoods.at(-1)).toBeCloseTo(mean, 10)
  })

  it('a signal rejects the fit in every phase', async () => {
    for (const phase of ['draw', 'short-run', 'heat', 'fit']) {
      const control = new AbortController()
      const fit = fitGaussianMixture(overlapped, {
        components: 4, signal: control.signal, onProgress: progress => void (progress.phase === phase && control.abort(new Error('enough'))),
      })
      await expect(fit).rejects.toThrow('enough')
    }
  })
})
