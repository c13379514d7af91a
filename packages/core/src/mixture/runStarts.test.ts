import { describe, expect, it } from 'vitest'
import { DegenerateCovarianceError, type Matrix } from '@mixtura/numerics'
import { adjustedRandIndex } from '../metrics/adjustedRandIndex.js'
import { completeSource } from '../statistics/completeSource.js'
import { blobs } from '../testing/blobs.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { runEm, type EmOptions } from './em.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import { mStep } from './mStep.js'
import type { MixtureParameters } from './parameters.js'
import { heatRows, runStarts, type FitProgress } from './runStarts.js'

const centres = [[0, 0], [8, 0], [0, 8], [8, 8], [4, 14]]
const many = blobs(centres, { rows: 12_000, seed: 1 })
const anyScatter: EmOptions['maximize'] = (statistics, previous) =>
  mStep(statistics, { covarianceType: 'full', regularization: new Float64Array(4), previous })

describe('starts on more rows than they are made from', () => {
  it('compete on drawn rows, and only the best sees all', async () => {
    const seen: FitProgress[] = []
    const fit = await fitGaussianMixture(many.samples, { components: 5, starts: 4, onIteration: progress => void seen.push(progress) })
    const winners = fit.starts.filter(({ rows }) => rows === 12_000)
    const others = fit.starts.filter(({ rows }) => rows === 2_000)
    expect([winners.length, others.length]).toEqual([1, 3])
    expect(new Set(seen.map(({ start }) => start))).toEqual(new Set([winners[0].start]))
    expect(winners[0].meanLogLikelihood).toBe(fit.logLikelihoods.at(-1))
    expect(adjustedRandIndex(await fit.model.predict(many.samples), many.labels)).toBeGreaterThan(0.99)
  })

  it('are two where their short runs come to one end, unless more are asked for', async () => {
    const [unasked, asked] = [await fitGaussianMixture(many.samples, { components: 5 }), await fitGaussianMixture(many.samples, { components: 5, starts: 4 })]
    expect([unasked.starts.length, asked.starts.length]).toEqual([2, 4])
    expect(unasked.logLikelihoods.at(-1)).toBeCloseTo(asked.logLikelihoods.at(-1)!, 7)
    // Four components for five blobs: which of them are one is a matter of chance, and is not settled.
    expect((await fitGaussianMixture(many.samples, { components: 4 })).starts).toHaveLength(4)
  })

  it('are spared the heat where a short run has arrived', async () => {
    const drawnPasses: number[] = []
    const source = await completeSource(many.samples, {})
    const heat = await completeSource(blobs(centres, { rows: 2_000, seed: 5 }).samples, {})
    const { model } = await fitGaussianMixture(source, { components: 5 })
    const settled = await runEm(heat, model, { maximize: anyScatter, tolerance: 1e-4, maxIterations: 5, accelerate: false })
    expect(settled.converged).toBe(true)
    const counted = { ...heat, accumulate: (...request: Parameters<typeof heat.accumulate>) => (drawnPasses.push(1), heat.accumulate(...request)) }
    const { records, run } = await runStarts({
      source, startRows: 2_000, heats: [async () => counted], starts: 2, createStart: async () => settled, hasCollapsed: () => false,
      em: { maximize: anyScatter, tolerance: 1e-7, maxIterations: 100, accelerate: false },
    })
    expect(drawnPasses).toHaveLength(0)
    expect(records.map(({ rows }) => rows)).toEqual([12_000, 2_000])
    expect(records[1]).toMatchObject({ iterations: settled.iterations, meanLogLikelihood: settled.logLikelihoods.at(-1), converged: true })
    expect(run.converged).toBe(true)
  })

  it('see all rows where there is only one', async () => {
    const { model, logLikelihoods } = await fitGaussianMixture(many.samples, { components: 5, starts: 1 })
    const mean = (await model.logDensity(many.samples)).reduce((sum, value) => sum + value, 0) / 12_000
    expect(logLikelihoods.at(-1)).toBeCloseTo(mean, 10)
  })

  it('end where starts on all rows end', async () => {
    const source = await completeSource(many.samples, {})
    const fit = await fitGaussianMixture(many.samples, { components: 5 })
    const again = await fitGaussianMixture(source, { components: 5, initialize: fit.model })
    expect(fit.logLikelihoods.at(-1)).toBeCloseTo(again.logLikelihoods.at(-1)!, 6)
  })

  it('all run on all rows, where those are few', async () => {
    const few = blobs(centres, { rows: 900, seed: 2 })
    const { starts } = await fitGaussianMixture(few.samples, { components: 5, starts: 3 })
    expect(starts.map(({ start, rows }) => [start, rows])).toEqual([[0, 900], [1, 900], [2, 900]])
  })
})

it('gives up starts that will not end above another, and loses nothing by it', async () => {
  const fit = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'tied', starts: 6 })
  expect(fit.converged).toBe(true)
  expect(272 * fit.logLikelihoods.at(-1)!).toBeCloseTo(-1126.315928, 4)
  const best = Math.max(...fit.starts.map(({ meanLogLikelihood }) => meanLogLikelihood))
  const givenUp = fit.starts.filter(({ converged }) => !converged)
  expect(givenUp.length).toBeGreaterThan(0)
  for (const { meanLogLikelihood, iterations } of givenUp) {
    expect(meanLogLikelihood).toBeLessThan(best)
    expect(iterations).toBeLessThan(1000)
  }
})

it('has heats of eight times the rows, or two fifths of all, as far as these decide nothing yet', () => {
  const heatsOf = (rows: number): readonly number[] => heatRows({ startRows: 2_000, rows, parameters: 100 })
  expect([2_000, 2_001, 9_999].map(heatsOf)).toEqual([[], [2_000], [2_000]])
  expect([10_000, 39_999, 40_000].map(heatsOf)).toEqual([[2_000, 4_000], [2_000, 15_999], [2_000, 16_000]])
  expect([100_000, 10_000_000].map(heatsOf)).toEqual([[2_000, 16_000], [2_000, 16_000, 128_000]])
})

it('has sixteen rows for each parameter in its first heat, where these are a fourth of all', () => {
  const heatsOf = (rows: number): readonly number[] => heatRows({ startRows: 2_000, rows, parameters: 1_000 })
  expect([6_000, 40_000, 64_000, 1_000_000].map(heatsOf)).toEqual([[2_000], [10_000], [16_000], [16_000, 128_000]])
})

describe('runStarts', () => {
  const few = blobs(centres, { rows: 300, seed: 3 }).samples
  const begin = (spread: number): MixtureParameters => ({
    covarianceType: 'full',
    components: 1,
    columns: 2,
    weights: Float64Array.of(1),
    means: Float64Array.of(spread, 0),
    covariances: Float64Array.of(1, 0, 0, 1),
  })
  const plan = async (): Promise<Omit<Parameters<typeof runStarts>[0], 'starts' | 'createStart'>> => ({
    source: await completeSource(few, {}),
    em: {
      maximize: statistics => mStep(statistics, { covarianceType: 'full', regularization: new Float64Array(4) }),
      tolerance: 1e-9,
      maxIterations: 5,
      accelerate: false,
    },
    hasCollapsed: () => false,
  })
  const failure = new DegenerateCovarianceError(0, 0, 0)

  it('goes on with the next best where the winner of the heat fails on all rows', async () => {
    const given = await plan()
    let calls = 0
    const source = {
      ...given.source,
      accumulate: (...request: Parameters<typeof given.source.accumulate>) =>
        ++calls === 1 ? Promise.reject(failure) : given.source.accumulate(...request),
    }
    const result = await runStarts({ ...given, source, heats: [() => completeSource(few, {})], starts: 2, createStart: async start => begin(start) })
    expect(result.records.filter(({ error }) => error === failure).length).toBe(1)
    expect(result.run.converged).toBe(true)
  })

  it('lets all rows see the winner of the last heat, to which different ends are admitted once each', async () => {
    const around = (at: number, rows: number): Matrix => {
      const { samples } = blobs([[at, 0]], { rows, seed: rows })
      return samples
    }
    const [first, second, all] = [await completeSource(around(0, 50), {}), await completeSource(around(5, 100), {}), await completeSource(around(5, 200), {})]
    let created = 0
    const { em, hasCollapsed } = await plan()
    const { records, run } = await runStarts({
      em: { ...em, maximize: (_, previous) => previous }, // each stays where it begins
      hasCollapsed,
      source: all,
      starts: 4,
      createStart: async start => begin([5, 0, 5, 20][start]),
      heats: [async () => first, async () => (created++, second)],
    })
    expect(created).toBe(1)
    // The third came to the end of the first, and stays behind; in the second heat the first overtakes the second.
    expect(records.map(({ rows }) => rows)).toEqual([200, 100, 50, 100])
    expect(run.parameters.means[0]).toBe(5)
  })

  it('sends starts that have arrived on fewer rows than a heat has there, unless they are settled', async () => {
    const { em, hasCollapsed, source } = await plan()
    const run = await runEm(source, begin(1), em)
    const options = {
      em, hasCollapsed, source, starts: 2, startRows: 100,
      createStart: async (start: number) => (start === 0 ? run : { ...run, parameters: begin(2) }),
      heats: [() => completeSource(blobs([[0, 0]], { rows: 200, seed: 1 }).samples, {})],
    }
    expect((await runStarts(options)).records.map(({ rows }) => rows)).toEqual([300, 200])
    expect((await runStarts({ ...options, isSettled: () => true })).records.map(({ rows }) => rows)).toEqual([300])
  })

  it('holds no later heat where starts came to one end', async () => {
    const { em, hasCollapsed, source } = await plan()
    const { records } = await runStarts({
      em, hasCollapsed, source, starts: 2, createStart: async start => begin(start),
      heats: [() => completeSource(few, {}), () => Promise.reject(new Error('asked for'))],
    })
    expect(records).toHaveLength(2)
  })

  it('prefers a start that did not collapse, however likely the others', async () => {
    const given = await plan()
    const result = await runStarts({
      ...given,
      em: { ...given.em, maximize: (_, previous) => previous }, // each stays where it begins
      starts: 3,
      createStart: async start => begin(start),
      hasCollapsed: ({ means }) => means[0] !== 1,
    })
    expect(result.collapsed).toBe(false)
    expect(result.records.map(({ collapsed }) => collapsed)).toEqual([true, false, true])
  })

  it('lets starts on few rows go on to the end from where they tell different ends apart, to the bit as at once', async () => {
    const given = await plan()
    const { source } = given
    let passes = 0
    const counted = { ...source, accumulate: (...request: Parameters<typeof source.accumulate>) => (passes++, source.accumulate(...request)) }
    // Two components between two blobs, of which one start in three is where EM stays: at their common mean.
    const pair = (means: readonly number[]): MixtureParameters => ({
      ...begin(0), components: 2, weights: Float64Array.of(0.5, 0.5), means: Float64Array.from(means),
      covariances: Float64Array.of(9, 0, 0, 9, 9, 0, 0, 9),
    })
    const em = { ...given.em, tolerance: 1e-8, maxIterations: 400 }
    const [one, other, middle] = [pair([0, 0, 8, 8]), pair([1, 0, 8, 7]), pair([4, 4, 4, 4])]
    const alone = [await runEm(counted, one, em), await runEm(counted, other, em), await runEm(counted, middle, em)]
    const apart = passes
    passes = 0
    const { run, records } = await runStarts({ ...given, em, source: counted, starts: 3, createStart: async start => [one, other, middle][start] })
    expect(passes).toBeLessThan(apart)
    const best = alone.find(({ logLikelihoods }) => logLikelihoods.at(-1) === run.logLikelihoods.at(-1))!
    expect([run.logLikelihoods, run.parameters]).toEqual([best.logLikelihoods, best.parameters])
    expect(records.filter(({ converged }) => converged).length).toBeLessThan(3)
  })

  it('makes no more starts on few rows once enough have come to the best end, however many came to others', async () => {
    const given = await plan()
    const staying = { ...given, em: { ...given.em, maximize: ((_, previous) => previous) as EmOptions['maximize'] } }
    const ranOf = async (spreads: readonly number[], enough?: number): Promise<number> =>
      (await runStarts({ ...staying, enough, starts: spreads.length, createStart: async start => begin(spreads[start]) })).records.length
    // The blobs' mean is at 4: an end is the better the nearer it is.
    expect([await ranOf([9, 9, 9, 9], 2), await ranOf([9, 9, 9, 9])]).toEqual([2, 4])
    expect([await ranOf([9, 4, 9, 4, 4], 2), await ranOf([9, 4, 9, 8, 7], 2)]).toEqual([4, 5])
  })

  it("ends with what it has when 'stop' is answered, and with the first error when all fail", async () => {
    const stopped = await runStarts({
      ...(await plan()),
      starts: 3,
      createStart: async start => begin(start),
      onIteration: ({ start, iteration }) => (start === 1 && iteration === 1 ? 'stop' : undefined),
    })
    expect([stopped.stopped, stopped.records.length]).toEqual([true, 2])
    await expect(runStarts({ ...(await plan()), starts: 2, createStart: () => Promise.reject(failure) })).rejects.toBe(failure)
  })
})

describe('a start whose clusters are those that wide gaps part the rows into', () => {
  const apart = [[0, 0], [40, 0], [0, 40]]

  it('needs no other of few rows, and ends where others end', async () => {
    const { samples } = blobs(apart, { rows: 1_800, seed: 3 })
    for (const covarianceType of ['full', 'tied', 'diag', 'spherical'] as const) {
      const [unasked, asked] = [await fitGaussianMixture(samples, { components: 3, covarianceType }), await fitGaussianMixture(samples, { components: 3, covarianceType, starts: 4 })]
      expect([unasked.starts.length, asked.starts.length]).toEqual([1, 4])
      expect(unasked.logLikelihoods.at(-1)).toBeCloseTo(asked.logLikelihoods.at(-1)!, 10)
    }
  })

  it('does where rows are not plenty for the parameters, or components are not as many', async () => {
    expect((await fitGaussianMixture(blobs(apart, { rows: 300, seed: 3 }).samples, { components: 3 })).starts.length).toBeGreaterThan(1)
    expect((await fitGaussianMixture(blobs(apart, { rows: 1_800, seed: 3 }).samples, { components: 4 })).starts.length).toBeGreaterThan(1)
  })
})
