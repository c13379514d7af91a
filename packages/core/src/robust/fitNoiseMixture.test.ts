import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { fitNoiseMixture } from './fitNoiseMixture.js'
import { logHypervolume } from './hypervolume.js'
import { NoiseMixture } from './noiseMixture.js'

/** 400 rows in two round clusters, and 100 spread over a square of side 40. */
const random = createRandom(2)
const cluttered: Matrix = matrix(
  Float64Array.from({ length: 1000 }, (_, at) => {
    const row = Math.floor(at / 2)
    if (row % 5 === 0) return 40 * (random.uniform() - 0.5)
    return (row % 2 === 0 ? 5 : -5) + random.normal()
  }),
  500,
  2,
)

describe('logHypervolume', () => {
  it('is the bounding box of a box, and that of the principal axes for a line turned by 45°', () => {
    expect(logHypervolume(matrix(Float64Array.of(0, 0, 2, 0, 0, 3, 2, 3), 4, 2))).toBeCloseTo(Math.log(6), 14)
    const line = matrix(Float64Array.of(0, 0, 10, 10, 4, 6, 6, 4), 4, 2)
    expect(logHypervolume(line)).toBeCloseTo(Math.log(10 * Math.SQRT2 * 2 * Math.SQRT2), 12)
  })

  it('refuses flat data', () => {
    expect(() => logHypervolume(matrix(Float64Array.of(0, 1, 2, 1), 2, 2))).toThrow(
      'samples must be spread out in every direction, but it is flat in some: their bounding box has no volume. Leave constant and dependent columns out, or pass volume.',
    )
  })
})

describe('fitNoiseMixture', () => {
  it('finds the clusters and the clutter', async () => {
    const { model, converged } = await fitNoiseMixture(cluttered, { components: 2 })
    expect(converged).toBe(true)
    expect(model.noiseWeight).toBeGreaterThan(0.16)
    expect(model.noiseWeight).toBeLessThan(0.22)
    expectClose(Float64Array.from(model.gaussians.means).map(Math.abs), [5, 5, 5, 5], { relative: 0.05 })
    const labels = await model.predict(cluttered)
    const right = labels.filter((label, row) => (label === -1) === (row % 5 === 0)).length
    expect(right / 500).toBeGreaterThan(0.95)
    expect(new Set(labels)).toEqual(new Set([-1, 0, 1]))
  })

  it('reports the log-likelihood of the whole density', async () => {
    for (const samples of [cluttered, oldFaithful, iris]) {
      const { model, logLikelihoods, iterations } = await fitNoiseMixture(samples, { components: 2, maxIterations: 30 })
      expect(await model.meanLogLikelihood(samples)).toBeCloseTo(logLikelihoods[iterations], 11)
      const noise = await model.noiseProbabilities(samples)
      const { data } = await model.responsibilities(samples)
      for (let row = 0; row < samples.rows; row++) {
        expect(noise[row] + data[2 * row] + data[2 * row + 1]).toBeCloseTo(1, 12)
      }
      const [a, b] = [model.gaussians, 0]
      const byHand = Math.log(
        model.noiseWeight / Math.exp(model.logVolume) + (1 - model.noiseWeight) * Math.exp((await a.logDensity(samples))[b]),
      )
      expect((await model.logDensity(samples))[0]).toBeCloseTo(byHand, 12)
    }
  })

  it('has the noise weight of its own M-step at convergence', async () => {
    const { model } = await fitNoiseMixture(cluttered, { components: 2, tolerance: 1e-13, regularization: { absolute: 0 } })
    const noise = await model.noiseProbabilities(cluttered)
    expect(noise.reduce((sum, value) => sum + value, 0) / 500).toBeCloseTo(model.noiseWeight, 7)
  })

  it.each<CovarianceType>([...covarianceTypes, { factors: 1 }, { factors: 2 }])('never lowers the log-likelihood without regularisation (%j)', async covarianceType => {
    const { logLikelihoods } = await fitNoiseMixture(iris, {
      components: 2, covarianceType, starts: 1, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 30,
    })
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThanOrEqual(logLikelihoods[i - 1] - 1e-11)
  })

  it('does not notice the units of the columns', async () => {
    const scaled = matrix(cluttered.data.map((value, at) => value * (at % 2 === 0 ? 1e6 : 1e-4)), 500, 2)
    const [there, here] = [await fitNoiseMixture(scaled, { components: 2 }), await fitNoiseMixture(cluttered, { components: 2 })]
    expect(there.model.noiseWeight).toBeCloseTo(here.model.noiseWeight, 6)
    expect(await there.model.predict(scaled)).toEqual(await here.model.predict(cluttered))
  })

  it('stands in many columns', async () => {
    const wide = matrix(Float64Array.from({ length: 60 * 300 }, () => random.normal()), 300, 60)
    const { model, logLikelihoods, iterations } = await fitNoiseMixture(wide, { components: 1, covarianceType: 'diag', starts: 1, maxIterations: 5 })
    expect(await model.meanLogLikelihood(wide)).toBeCloseTo(logLikelihoods[iterations], 9)
  })

  it('works on a source of statistics, with a volume', async () => {
    const source = await samplesSource(cluttered)
    const volume = Math.exp(logHypervolume(cluttered))
    const [ofSource, ofSamples] = [await fitNoiseMixture(source, { components: 2, volume }), await fitNoiseMixture(cluttered, { components: 2 })]
    expectClose(ofSource.model.gaussians.means, ofSamples.model.gaussians.means, { relative: 1e-9 })
    await expect(fitNoiseMixture(source, { components: 2 })).rejects.toThrow(
      "option volume must be given for a source, but it is 'left out'. Pass the product of the columns' ranges.",
    )
  })

  it('survives JSON, and counts two parameters more than its Gaussians', async () => {
    const { model } = await fitNoiseMixture(oldFaithful, { components: 2, maxIterations: 10, starts: 1 })
    const copy = NoiseMixture.fromJSON(JSON.parse(JSON.stringify(model)))
    expect(await copy.logDensity(oldFaithful)).toEqual(await model.logDensity(oldFaithful))
    expect(model.parameterCount).toBe(model.gaussians.parameterCount + 2)
    expect(await model.bic(oldFaithful)).toBeCloseTo(
      -2 * 272 * (await model.meanLogLikelihood(oldFaithful)) + 13 * Math.log(272), 8,
    )
    expect(() => NoiseMixture.fromJSON({ ...model.toJSON(), noiseWeight: 2 })).toThrow(
      'saved mixture: noiseWeight must be a number of at least 0 and below 1, but it is 2.',
    )
  })

  it('stops when told, and refuses bad options', async () => {
    const weights: number[] = []
    const fit = await fitNoiseMixture(cluttered, {
      components: 2,
      onIteration: ({ iteration, noiseWeight }) => {
        weights.push(noiseWeight)
        return iteration === 2 ? 'stop' : undefined
      },
    })
    expect(fit).toMatchObject({ stopped: true, iterations: 2 })
    expect(weights[0]).toBe(0.05)
    expect(fit.model.noiseWeight).toBe(weights[2])
    await expect(fitNoiseMixture(cluttered, { components: 2, initialNoiseWeight: 1 })).rejects.toThrow(
      'option initialNoiseWeight must be a number above 0 and below 1, but it is 1. Pass for example 0.05.',
    )
  })
})
