import { afterEach, describe, expect, it, vi } from 'vitest'
import { createRandom, drawRowNumbers, matrix, type Matrix, type Random } from '@mixtura/numerics'
import { covarianceStructure, covarianceTypes } from '../covariance/structures.js'
import { blockRows } from '../kernels/workspace.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { blobs, noise } from '../testing/blobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { randomMixture } from '../testing/randomMixture.js'
import { takeRows } from './takeRows.js'
import { samplesSource } from './samplesSource.js'
import type { StatisticsSource } from './statisticsSource.js'
import { mergeStatistics, type SufficientStatistics } from './sufficientStatistics.js'

afterEach(() => {
  vi.restoreAllMocks()
})

const drawRows = (samples: Matrix, count: number, random: Random): Matrix =>
  takeRows(samples, drawRowNumbers(samples.rows, count, random))

/** Rows [from, to) as a matrix. */
const slice = ({ data, columns }: Matrix, from: number, to: number): Matrix =>
  matrix(data.slice(from * columns, to * columns), to - from, columns)

/** The union of sources, as a distributed source would be made of its parts. */
function unionOf(parts: readonly StatisticsSource[], samples: Matrix): StatisticsSource {
  return {
    rows: parts.reduce((rows, part) => rows + part.rows, 0),
    columns: parts[0].columns,
    async accumulate(model, request) {
      const statistics = await Promise.all(parts.map(part => part.accumulate(model, request)))
      return statistics.reduce(mergeStatistics)
    },
    draw: async (count, random) => ({ samples: drawRows(samples, count, random) }),
  }
}

function expectSameStatistics(actual: SufficientStatistics, expected: SufficientStatistics): void {
  // Sums of about 300 terms in another grouping. Terms of both signs cancel, so the rounding scales with the number of rows.
  const tolerance = { relative: 1e-12, floor: expected.rows }
  expect({ ...actual, logLikelihood: 0, centres: 0, counts: 0, sums: 0, scatters: 0 }).toEqual({
    ...expected, logLikelihood: 0, centres: 0, counts: 0, sums: 0, scatters: 0,
  })
  expect(actual.centres).toEqual(expected.centres)
  expectClose([actual.logLikelihood], [expected.logLikelihood], tolerance)
  expectClose(actual.counts, expected.counts, tolerance)
  expectClose(actual.sums, expected.sums, tolerance)
  expectClose(actual.scatters, expected.scatters, tolerance)
}

describe.each(kernelNames)('samplesSource, kernels %s', kernels => {
  it('gives the statistics of two samples by hand', async () => {
    const source = await samplesSource([[1], [4]], { kernels })
    const statistics = await source.accumulate(
      {
        covarianceType: 'diag', components: 1, columns: 1,
        weights: Float64Array.of(1), means: Float64Array.of(2), covariances: Float64Array.of(4),
      },
      { scatter: 'diagonal' },
    )
    expect(statistics).toEqual({
      scatter: 'diagonal', components: 1, columns: 1, rows: 2, totalWeight: 2,
      // -½ ln 2π - ln 2 for each, minus half of the squared distances 1/4 and 1.
      logLikelihood: expect.closeTo(-Math.log(2 * Math.PI) - 2 * Math.log(2) - 0.5 * (0.25 + 1), 14),
      centres: Float64Array.of(2),
      counts: Float64Array.of(2),
      sums: Float64Array.of(1),
      scatters: Float64Array.of(5),
    })
  })

  it.each(covarianceTypes)('is additive over any parts, %s', async covarianceType => {
    const samples = noise(300, 3, 1)
    const model = randomMixture(covarianceType, { components: 3, columns: 3, seed: 2 })
    const request = { scatter: covarianceStructure(covarianceType).layout.scatter }
    const whole = await (await samplesSource(samples, { kernels })).accumulate(model, request)
    for (const cuts of [[0, 150, 300], [0, 1, 300], [0, 128, 256, 300], [0, 7, 50, 51, 200, 300]]) {
      const parts = await Promise.all(
        cuts.slice(1).map((to, i) => samplesSource(slice(samples, cuts[i], to), { kernels })),
      )
      const union = unionOf(parts, samples)
      expectSameStatistics(await union.accumulate(model, request), whole)
    }
    expect(whole.counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(300, 10)
  })

  it('gives each of several overlapping passes its own workspace', async () => {
    const samples = noise(5 * blockRows, 2, 3)
    const source = await samplesSource(samples, { kernels })
    const models = [1, 2, 3, 4].map(seed => randomMixture('full', { components: 2, columns: 2, seed }))
    const alone: SufficientStatistics[] = []
    for (const model of models) alone.push(await source.accumulate(model, { scatter: 'full' }))
    // A clock that runs too fast makes every pass pause after every block, so that the others run in between.
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
    const together = await Promise.all(models.map(model => source.accumulate(model, { scatter: 'full' })))
    expect(together).toEqual(alone)
  })

  it('is not affected by a failed pass', async () => {
    const source = await samplesSource(noise(50, 2, 4), { kernels })
    const model = randomMixture('diag', { components: 2, columns: 2, seed: 5 })
    const before = await source.accumulate(model, { scatter: 'diagonal' })
    const broken = { ...model, covariances: new Float64Array(4) }
    await expect(source.accumulate(broken, { scatter: 'diagonal' })).rejects.toThrow('not positive definite')
    expect(await source.accumulate(model, { scatter: 'diagonal' })).toEqual(before)
  })

  it.each(covarianceTypes)('gives the same fit in parts, %s', async covarianceType => {
    const parts = await Promise.all([slice(iris, 0, 61), slice(iris, 61, 150)].map(part => samplesSource(part, { kernels })))
    const options = { components: 2, covarianceType, kernels }
    const whole = await fitGaussianMixture(iris, options)
    const merged = await fitGaussianMixture(unionOf(parts, iris), options)
    expectClose([merged.logLikelihoods.at(-1)!], [whole.logLikelihoods.at(-1)!], { relative: 1e-9 })
    expectClose(merged.model.means, whole.model.means, { relative: 1e-9 })
    expectClose(merged.model.covariances, whole.model.covariances, { relative: 1e-7, floor: 1e-2 })
  })
})

describe('mergeStatistics', () => {
  it('modifies neither argument', async () => {
    const model = randomMixture('diag', { components: 2, columns: 2, seed: 5 })
    const source = await samplesSource(noise(10, 2, 6))
    const a = await source.accumulate(model, { scatter: 'diagonal' })
    const copy = structuredClone(a)
    const doubled = mergeStatistics(a, a)
    expect(a).toEqual(copy)
    expect(doubled.rows).toBe(20)
    expect(doubled.counts).toEqual(a.counts.map(count => 2 * count))
    expect(doubled.logLikelihood).toBe(2 * a.logLikelihood)
  })
})

describe('drawRows', () => {
  const { samples } = blobs([[0, 0]], { rows: 40, seed: 1 })

  it('returns the matrix itself if it has no more rows', () => {
    expect(drawRows(samples, 40, createRandom(1))).toBe(samples)
    expect(drawRows(samples, 99, createRandom(1))).toBe(samples)
  })

  it('draws distinct rows in their order', () => {
    for (let seed = 0; seed < 20; seed++) {
      const drawn = drawRows(samples, 13, createRandom(seed))
      expect([drawn.rows, drawn.columns, drawn.data.length]).toEqual([13, 2, 26])
      const origins = Array.from({ length: 13 }, (_, row) => samples.data.indexOf(drawn.data[2 * row]) / 2)
      for (let row = 1; row < 13; row++) expect(origins[row]).toBeGreaterThan(origins[row - 1])
    }
  })

  it('draws every row equally often', () => {
    const numbers = matrix(Float64Array.from({ length: 10 }, (_, i) => i), 10, 1)
    const counts = new Float64Array(10)
    const runs = 5000
    for (let seed = 0; seed < runs; seed++) for (const value of drawRows(numbers, 3, createRandom(seed)).data) counts[value]++
    // Binomial(5000, 0.3) has a standard deviation of 32.4; five of them.
    for (const count of counts) expect(Math.abs(count - 0.3 * runs)).toBeLessThan(162)
  })
})
