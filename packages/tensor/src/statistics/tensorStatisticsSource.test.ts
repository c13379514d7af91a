import { fitGaussianMixture, GaussianMixture, samplesSource, sourceFaults, type MixtureParameters, type SufficientStatistics } from '@mixtura/core'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { describeOnBackends, use } from '../testing/testBackends.js'
import { tensorStatisticsSource } from './tensorStatisticsSource.js'

/** Three clusters in four columns around `offset`, with standard deviations from 0.5 to 2 and some correlation. */
function clusters(rows: number, offset: number): Matrix {
  const random = createRandom(4)
  const data = new Float64Array(rows * 4)
  for (let row = 0; row < rows; row++) {
    const cluster = random.integer(3)
    const shared = random.normal()
    for (let i = 0; i < 4; i++) {
      data[row * 4 + i] = offset + 6 * cluster * (i % 2 ? 1 : -0.7) + (0.5 + 0.5 * i) * (0.8 * random.normal() + 0.6 * shared)
    }
  }
  return matrix(data, rows, 4)
}

/** A mixture close to that of the clusters. */
function nearby(covarianceType: 'full' | 'diag', offset: number): MixtureParameters {
  const means = Float64Array.from({ length: 12 }, (_, at) => offset + 6 * Math.floor(at / 4) * (at % 2 ? 1 : -0.7) + 0.3)
  const variances = [0.3, 1.1, 2.2, 4.1]
  const covariances = [0, 1, 2].flatMap(() =>
    covarianceType === 'diag' ? variances : variances.flatMap((v, i) => variances.map((w, j) => (i === j ? v : 0.3 * Math.sqrt(v * w)))),
  )
  return { covarianceType, components: 3, columns: 4, weights: Float64Array.of(0.5, 0.3, 0.2), means, covariances: Float64Array.from(covariances) }
}

/** Keeps the lower triangles only, because core does not fill the upper ones. */
function entriesOf({ scatter, columns, scatters }: SufficientStatistics): number[] {
  const lower = (at: number): boolean => scatter === 'diagonal' || at % columns <= Math.floor(at / columns) % columns
  return Array.from(scatters).filter((_, at) => lower(at))
}

let tensorsBefore = 0
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore)
})

describeOnBackends('tensorStatisticsSource', () => {
  it('keeps the contract of sources, in float32', async () => {
    const samples = clusters(300, 2)
    const source = await tensorStatisticsSource(samples)
    expect(await sourceFaults(source, samples, { tolerance: 1e-5 })).toEqual([])
    source.dispose()
  })

  it('has the statistics that can be counted by hand', async () => {
    const source = await tensorStatisticsSource(matrix(Float64Array.of(1, 2, 3, 4, 5), 5, 1), { groupRows: 2 })
    const model: MixtureParameters = {
      covarianceType: 'diag', components: 1, columns: 1,
      weights: Float64Array.of(1), means: Float64Array.of(2), covariances: Float64Array.of(4),
    }
    const { counts, sums, scatters, logLikelihood, totalWeight, centres } = await source.accumulate(model, { scatter: 'diagonal' })
    expectClose([...counts, ...sums, ...scatters, totalWeight, ...centres], [5, 5, 15, 5, 2], { relative: 1e-7 })
    // -½ Σ (x - 2)² / 4 - 5 (ln 2 + ½ ln 2π)
    expectClose([logLikelihood], [-15 / 8 - 5 * (Math.LN2 + 0.5 * Math.log(2 * Math.PI))], { relative: 1e-7 })
    source.dispose()
  })

  it.each([
    ['full', 0], ['full', 1e4], ['diag', 0], ['diag', 1e4],
  ] as const)('agrees with core on %s scatter of data about %i', async (covarianceType, offset) => {
    const samples = clusters(3000, offset)
    const model = nearby(covarianceType, offset)
    const scatter = covarianceType === 'full' ? 'full' : 'diagonal'
    const expected = await (await samplesSource(samples)).accumulate(model, { scatter })
    // Small blocks, so that there are several blocks, several groups and a remainder.
    const source = await tensorStatisticsSource(samples, { groupRows: 256, blockSize: 2 * 3 * 4 * 256 })
    const actual = await source.accumulate(model, { scatter })
    // The error of a float32 log-density of about 10 nats is 1e-6, so that of responsibilities is 1e-6 of their value.
    expectClose(actual.counts, expected.counts, { relative: 1e-5 })
    expectClose(actual.sums, expected.sums, { relative: 1e-5, floor: 3000 })
    expectClose(entriesOf(actual), entriesOf(expected), { relative: 1e-5, floor: 3000 })
    expectClose([actual.logLikelihood], [expected.logLikelihood], { relative: 1e-6 })
    expect([actual.rows, actual.totalWeight, actual.scatter]).toEqual([3000, 3000, scatter])
    source.dispose()
  })

  it('lets a fit end where that of core ends', async () => {
    const samples = clusters(3000, 1e4)
    for (const covarianceType of ['full', 'tied', 'diag'] as const) {
      const options = { components: 3, covarianceType, starts: 1, seed: 2, tolerance: 1e-5 } as const
      const reference = await fitGaussianMixture(samples, options)
      const source = await tensorStatisticsSource(samples)
      const fit = await fitGaussianMixture(source, options)
      source.dispose()
      expect(fit.converged).toBe(true)
      const [expected, actual] = [await reference.model.meanLogLikelihood(samples), await fit.model.meanLogLikelihood(samples)]
      expect(Math.abs(actual - expected)).toBeLessThan(1e-4)
    }
  })

  it('takes a tensor, which stays', async () => {
    const samples = clusters(500, 0)
    const tensor = tf.tensor2d(Float32Array.from(samples.data), [500, 4])
    const source = await tensorStatisticsSource(tensor)
    const model = nearby('full', 0)
    const expected = await (await samplesSource(samples)).accumulate(model, { scatter: 'full' })
    const actual = await source.accumulate(model, { scatter: 'full' })
    expectClose(entriesOf(actual), entriesOf(expected), { relative: 1e-4, floor: 500 })
    source.dispose()
    expect(tensor.isDisposed).toBe(false)
    tensor.dispose()
  })

  it('keeps far rows, whose densities leave float32, finite', async () => {
    const source = await tensorStatisticsSource(matrix(Float64Array.of(-1, 0, 1, 4000), 4, 1))
    const model = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.5, 0.5], means: [[0], [1]], covariances: [[1], [1]] })
    const { logLikelihood, counts } = await source.accumulate(model, { scatter: 'diagonal' })
    expect(Number.isFinite(logLikelihood)).toBe(true)
    expectClose([counts[0] + counts[1]], [4], { relative: 1e-6 })
    source.dispose()
  })
})

describe('what goes wrong', () => {
  beforeAll(() => use('cpu'))

  it('is named', async () => {
    await expect(tensorStatisticsSource(matrix(Float64Array.of(1, NaN), 2, 1))).rejects.toThrow(
      'samples must be finite numbers, but 1 value is not: the first is NaN at row 1, column 0.',
    )
    await expect(tensorStatisticsSource(clusters(10, 0), { groupRows: 0 })).rejects.toThrow(
      'option groupRows must be a whole number of at least 1, but it is 0. Pass for example groupRows: 1024.',
    )
  })

  it('ends a pass by its signal', async () => {
    const source = await tensorStatisticsSource(clusters(100, 0))
    const pass = source.accumulate(nearby('full', 0), { scatter: 'full', signal: AbortSignal.abort(new Error('enough')) })
    await expect(pass).rejects.toThrow('enough')
    source.dispose()
  })

  it('names the covariance that has no density', async () => {
    const source = await tensorStatisticsSource(clusters(100, 0))
    const model = { ...nearby('diag', 0), covariances: new Float64Array(12) }
    await expect(source.accumulate(model, { scatter: 'diagonal' })).rejects.toThrow('covariance of component 0 is not positive definite: pivot 0.00e+0 at row 0.')
    source.dispose()
  })
})
