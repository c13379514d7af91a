import { describe, expect, it } from 'vitest'
import { covarianceStructure, covarianceTypes, loadSteps } from '../covariance/structures.js'
import { recentreStatistics } from '../statistics/recentreStatistics.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { noise } from '../testing/blobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { randomMixture } from '../testing/randomMixture.js'
import { fisherCoordinates } from './fisherCoordinates.js'
import type { MixtureParameters } from '../model/parameters.js'

await loadSteps({ factors: 1 })

const one = (covarianceType: 'full' | 'diag', covariances: readonly number[]): MixtureParameters => ({
  covarianceType, components: 1, columns: 2,
  weights: Float64Array.of(1), means: new Float64Array(2), covariances: Float64Array.from(covariances),
})

describe('fisherCoordinates', () => {
  it('divides by roots of counts and by standard deviations, by hand', () => {
    // N = 4, so roots are 2. With variances 9 and 16, E has the diagonal (18 / 9 - 1, 16 / 16 - 1) / 2 = (½, 0) and
    // 24 / 12 / 2 = 1 below it.
    const difference = { counts: Float64Array.of(1), sums: Float64Array.of(6, 4) }
    const full = fisherCoordinates(one('full', [9, 0, 0, 16]), 4)
    expect([...full.coordinatesOf({ ...difference, scatters: Float64Array.of(18, 0, 24, 16) })]).toEqual(
      [0.5, 1, 0.5, 0.5 / Math.SQRT2, 1, 0].map(value => expect.closeTo(value, 15)),
    )
    const diagonal = fisherCoordinates(one('diag', [9, 16]), 4)
    expect([...diagonal.coordinatesOf({ ...difference, scatters: Float64Array.of(18, 16) })]).toEqual(
      [0.5, 1, 0.5, 0.5 / Math.SQRT2, 0].map(value => expect.closeTo(value, 15)),
    )
  })

  it('gives squared lengths that are twice the divergence between close mixtures', () => {
    // KL(N(0, 1), N(δ, 1 + ε)) = δ²/2 + ε²/4 + …; the statistics are those of N = 1 with mean δ and variance 1 + ε.
    const [delta, epsilon] = [1e-3, 2e-3]
    const unit = { ...one('full', [1]), columns: 1, means: new Float64Array(1) }
    const coordinates = fisherCoordinates(unit, 1).coordinatesOf({
      counts: new Float64Array(1), sums: Float64Array.of(delta), scatters: Float64Array.of(epsilon),
    })
    const square = coordinates.reduce((sum, value) => sum + value ** 2, 0)
    expect(square / 2).toBeCloseTo(delta ** 2 / 2 + epsilon ** 2 / 4, 15)
  })

  it.each([...covarianceTypes, { factors: 1 }])('converts statistics to coordinates and back (%o)', async covarianceType => {
    const model = randomMixture(covarianceType, { components: 2, columns: 3, seed: 1 })
    const source = await samplesSource(noise(40, 3, 1))
    const { counts, sums, scatters } = await source.accumulate(model, { scatter: covarianceStructure(covarianceType).layout.scatter })
    const { coordinatesOf, differenceOf } = fisherCoordinates(model, 40)
    const back = differenceOf(coordinatesOf({ counts, sums, scatters }))
    expectClose(back.counts, counts, { relative: 1e-13 })
    expectClose(back.sums, sums, { relative: 1e-12, floor: 1 })
    expectClose(back.scatters, scatters, { relative: 1e-12, floor: 1 })
  })

  it('gives lengths that do not depend on units', async () => {
    const samples = noise(40, 3, 1)
    const scales = [1e-3, 1, 1e4]
    const scaled = { ...samples, data: samples.data.map((value, i) => value * scales[i % 3]) }
    const model = randomMixture('full', { components: 2, columns: 3, seed: 2 })
    const stretched: MixtureParameters = {
      ...model,
      means: model.means.map((value, i) => value * scales[i % 3]),
      covariances: model.covariances.map((value, i) => value * scales[i % 3] * scales[Math.floor(i / 3) % 3]),
    }
    const lengthOf = async (data: typeof samples, parameters: MixtureParameters): Promise<number> => {
      const statistics = await (await samplesSource(data)).accumulate(parameters, { scatter: 'full' })
      const coordinates = fisherCoordinates(parameters, 40).coordinatesOf(recentreStatistics(statistics, parameters.means))
      return Math.sqrt(coordinates.reduce((sum, value) => sum + value ** 2, 0))
    }
    expect(await lengthOf(scaled, stretched)).toBeCloseTo(await lengthOf(samples, model), 9)
  })
})
