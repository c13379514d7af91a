import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import type { NamedCovarianceType } from '../covariance/covarianceStructure.js'
import { mStep } from '../em/mStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import { blobs, noise } from '../testing/blobs.js'
import { kernelNames } from '../testing/kernelNames.js'
import { randomMixture } from '../testing/randomMixture.js'
import { completeSource } from './completeSource.js'
import { modelDrift } from './modelDrift.js'
import { prepareModel, type PreparedModel } from './preparedModel.js'

const types = ['full', 'tied', 'diag', 'spherical'] as const

/** The adjusted bound. */
function moved([constant, slope, root, top, limit]: Float64Array, bound: number): number {
  return bound <= limit ? constant + slope * bound + root * Math.sqrt(top - bound) : Infinity
}

/** ln w_k p(x | k), nats. */
function logDensity({ factor, columns, means, factors, logNormalizers }: PreparedModel, k: number, x: Float64Array): number {
  let squared = 0
  for (let j = 0; j < columns; j++) {
    let projected = 0
    if (factor === 'diagonal') projected = factors[k * columns + j] * (x[j] - means[k * columns + j])
    else {
      const origin = factor === 'shared' ? 0 : k * columns ** 2
      for (let i = 0; i <= j; i++) projected += factors[origin + j * columns + i] * (x[i] - means[k * columns + i])
    }
    squared += projected ** 2
  }
  return logNormalizers[k] - squared / 2
}

/** A mixture whose numbers all differ from the given ones by about `share` of their size. */
function disturbed(model: MixtureParameters, share: number, seed: number): MixtureParameters {
  const random = createRandom(seed)
  const { columns, covarianceType } = model
  const scale = (): number => 1 + share * random.normal()
  const means = model.means.map(mean => mean + share * random.normal())
  if (covarianceType === 'diag' || covarianceType === 'spherical') return { ...model, means, covariances: model.covariances.map(v => v * Math.abs(scale())) }
  // C ↦ D C D with a diagonal D stays positive definite.
  const scales = Float64Array.from({ length: model.covariances.length / columns }, scale)
  const covariances = model.covariances.map((value, at) => {
    const row = Math.floor(at / columns)
    return value * scales[row] * scales[row - (row % columns) + (at % columns)]
  })
  return { ...model, means, covariances }
}

describe('modelDrift', () => {
  it('adjusts a bound by hand: the mean moves by one deviation, ten deviations away', () => {
    const one: PreparedModel = { factor: 'diagonal', components: 1, columns: 1, means: Float64Array.of(0), factors: Float64Array.of(1), logNormalizers: Float64Array.of(3) }
    const drift = modelDrift(one, { ...one, means: Float64Array.of(1) })!
    // 3 - 10² / 2 becomes 3 - 9² / 2 at most; the stretch is 1 - 1e-6.
    expect(moved(drift, 3 - 50)).toBeCloseTo(3 - 40.5, 3)
    // There is no bound for a row nearer than the movement of the mean.
    expect(moved(drift, 3 - 0.4)).toBe(Infinity)
  })

  it.each(types)('bounds the log-densities under the new model (%s)', covarianceType => {
    let known = 0
    for (let seed = 1; seed <= 30; seed++) {
      const before = randomMixture(covarianceType, { components: 3, columns: 4, seed })
      const [from, to] = [before, disturbed(before, [0, 0.001, 0.03][seed % 3], seed)].map(prepareModel)
      const drift = modelDrift(from, to)
      if (!drift) continue
      const samples = noise(40, 4, seed)
      for (let row = 0; row < 40; row++) {
        const x = Float64Array.from(samples.data.subarray(4 * row, 4 * row + 4), value => 12 * value)
        const bound = Math.max(...[0, 1, 2].map(k => logDensity(from, k, x)))
        const least = Math.max(...[0, 1, 2].map(k => logDensity(to, k, x)))
        expect(moved(drift, bound)).toBeGreaterThanOrEqual(least - 1e-9 * Math.abs(least))
        if (moved(drift, bound) < Infinity) known++
      }
    }
    expect(known).toBeGreaterThan(600)
  })

  it('is undefined between models that cannot be compared, and for too large a change', () => {
    const model = randomMixture('full', { components: 2, columns: 2, seed: 1 })
    const prepared = prepareModel(model)
    expect(modelDrift(prepareModel(randomMixture('full', { components: 3, columns: 2, seed: 1 })), prepared)).toBeUndefined()
    expect(modelDrift(prepareModel(randomMixture('diag', { components: 2, columns: 2, seed: 1 })), prepared)).toBeUndefined()
    expect(modelDrift(prepared, prepareModel({ ...model, means: model.means.map(mean => mean + 100) }))).toBeUndefined()
    expect(modelDrift(prepared, prepareModel({ ...model, covariances: model.covariances.map(value => 100 * value) }))).toBeUndefined()
  })
})

describe.each(kernelNames)('a source that keeps traces of its last pass (%s)', kernels => {
  const centres = [[0, 0, 0, 0], [12, 0, 0, 0], [0, 14, 0, 0], [0, 0, 16, 0], [9, 9, 9, 9]]
  const { samples } = blobs(centres, { rows: 1000, seed: 4 })
  const startOf = (covarianceType: NamedCovarianceType): MixtureParameters => ({
    ...randomMixture(covarianceType, { components: 5, columns: 4, seed: 2 }),
    means: Float64Array.from(centres.flat(), (value, i) => value + Math.sin(i)),
  })
  const scatterOf = (type: NamedCovarianceType): 'full' | 'diagonal' => (type === 'full' || type === 'tied' ? 'full' : 'diagonal')
  const next = (statistics: Parameters<typeof mStep>[0], previous: MixtureParameters): MixtureParameters =>
    mStep(statistics, { covarianceType: previous.covarianceType, regularization: new Float64Array(16), previous })

  it.each(types)('gives the same bits as one without traces (%s)', async covarianceType => {
    const source = await completeSource(samples, { kernels })
    let model = startOf(covarianceType)
    const request = { scatter: scatterOf(covarianceType) }
    for (let pass = 0; pass < 6; pass++) {
      const statistics = await source.accumulate(model, request)
      const fresh = await completeSource(samples, { kernels })
      expect(statistics).toEqual(await fresh.accumulate(model, request))
      // Some changes of the model are large.
      model = pass === 3 ? startOf(covarianceType) : next(statistics, model)
    }
  })

  it('gives the same bits in passes that overlap in time, and after an aborted one', async () => {
    const source = await completeSource(samples, { kernels })
    const request = { scatter: 'full' } as const
    const one = startOf('full')
    const other = next(await source.accumulate(one, request), one)
    const alone = await Promise.all([one, other].map(async model => (await completeSource(samples, { kernels })).accumulate(model, request)))
    expect(await Promise.all([one, other].map(model => source.accumulate(model, request)))).toEqual(alone)
    await expect(source.accumulate({ ...one, covariances: new Float64Array(80) }, request)).rejects.toThrow('positive definite')
    expect(await source.accumulate(other, request)).toEqual(alone[1])
    expect(await source.accumulate(one, request)).toEqual(alone[0])
  })
})
