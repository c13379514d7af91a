import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes, loadSteps } from '../covariance/structures.js'
import { runEm, type EmRun } from './em.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { createStart } from '../starts/prepareStarts.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { conjugatePrior, type ConjugatePriorOptions } from './conjugatePrior.js'
import { logConjugatePrior, mapStep } from './mapStep.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { totalMoments } from './totalMoments.js'

await loadSteps({ factors: 1 })

async function fitMap(samples: Matrix, options: ConjugatePriorOptions & { readonly iterations?: number }) {
  const source = await samplesSource(samples)
  const moments = await totalMoments(source, samples)
  const prior = conjugatePrior(moments, options)
  const { covarianceType, components } = options
  const objectives: number[] = []
  let best: EmRun | undefined
  for (let seed = 0; seed < 4; seed++) {
    const start = await createStart(
      { samples },
      createRandom(seed),
      { method: 'k-means', components, covarianceType, regularization: moments.covariance.map(value => 1e-6 * value) },
    )
    const run = await runEm(source, start, {
      maximize: (statistics, previous) => mapStep(statistics, { covarianceType, prior, previous }),
      tolerance: 0,
      maxIterations: options.iterations ?? 400,
      accelerate: false,
      onIteration: ({ meanLogLikelihood, parameters }) => {
        if (seed === 0) objectives.push(samples.rows * meanLogLikelihood + logConjugatePrior(parameters, prior))
      },
    })
    if (!best || run.logLikelihoods[run.iterations] > best.logLikelihoods[best.iterations]) best = run
  }
  if (!best) expect.fail('no run')
  return { prior, objectives, parameters: best.parameters, logLikelihood: samples.rows * best.logLikelihoods[best.iterations] }
}

describe('conjugatePrior', () => {
  it('has the defaults of mclust', async () => {
    const moments = await totalMoments(await samplesSource(oldFaithful), oldFaithful)
    const full = conjugatePrior(moments, { components: 3, covarianceType: 'EEE' })
    expect(full.shrinkage).toBe(0.01)
    expect(full.degreesOfFreedom).toBe(4)
    // var(faithful) / 3
    expect(Array.from(full.scale)[0]).toBeCloseTo(1.3027283 / 3, 6)
    expect(Array.from(full.scale)[3]).toBeCloseTo(184.8233124 / 3, 6)
    const spherical = conjugatePrior(moments, { components: 3, covarianceType: 'VII' })
    // Only the diagonal is stored.
    expect(spherical.scale).toHaveLength(2)
    for (const variance of spherical.scale) expect(variance).toBeCloseTo((1.3027283 + 184.8233124) / 6, 6)
  })

  it('refuses options of no proper prior', async () => {
    const moments = await totalMoments(await samplesSource(oldFaithful), oldFaithful)
    const options = { components: 2, covarianceType: 'full' } as const
    expect(() => conjugatePrior(moments, { ...options, shrinkage: -1 })).toThrow(
      'option shrinkage must be a number of at least 0, but it is -1. Pass for example 0.01.',
    )
    expect(() => conjugatePrior(moments, { ...options, degreesOfFreedom: 1 })).toThrow(
      'option degreesOfFreedom must be a number above 1, but it is 1. Pass for example 4.',
    )
    expect(() => conjugatePrior(moments, { ...options, scale: Float64Array.of(1) })).toThrow(
      'scale must be [2, 2], 4 numbers, but it is 1 numbers. Give it the columns of the data.',
    )
  })
})

describe('mapStep', () => {
  it('has the closed form of the paper for one component (VVV, VVI, VII)', async () => {
    const rows = matrix(Float64Array.of(0, 0, 2, 0, 0, 4, 2, 4), 4, 2)
    // n = 4, x̄ = (1, 2), W = diag(4, 16); κ = 1, μ_P = 0, Λ_P = I, ν_P = 4; the prior mean adds 4/5 (1, 2)(1, 2)ᵀ.
    const options = { components: 1, shrinkage: 1, mean: Float64Array.of(0, 0), degreesOfFreedom: 4, scale: Float64Array.of(1, 0, 0, 1), iterations: 5 }
    const full = await fitMap(rows, { ...options, covarianceType: 'VVV' })
    expect(Array.from(full.parameters.means)).toEqual([0.8, 1.6])
    const expected = [5.8, 1.6, 1.6, 20.2].map(value => value / (4 + 4 + 2 + 2))
    Array.from(full.parameters.covariances).forEach((value, at) => expect(value).toBeCloseTo(expected[at], 13))
    const diagonal = await fitMap(rows, { ...options, covarianceType: 'VVI' })
    expect(diagonal.parameters.covariances[1]).toBeCloseTo(20.2 / (4 + 4 + 3), 13)
    const spherical = await fitMap(rows, { ...options, covarianceType: 'VII' })
    expect(spherical.parameters.covariances[0]).toBeCloseTo((1 + 4.8 + 19.2) / (4 + 5 * 2 + 2), 13)
  })

  it.each<CovarianceType>([...covarianceTypes, { factors: 1 }, { factors: 2 }])('never lowers log-likelihood plus log-prior (%j)', async covarianceType => {
    const { objectives } = await fitMap(iris, { components: 3, covarianceType, iterations: 40 })
    for (let i = 1; i < objectives.length; i++) expect(objectives[i]).toBeGreaterThanOrEqual(objectives[i - 1] - 1e-8)
  })

  it('reaches the mode of Old Faithful, EEE with 3 components, 0.016 nats above the result of mclust', async () => {
    const { logLikelihood } = await fitMap(oldFaithful, { components: 3, covarianceType: 'EEE', iterations: 3000 })
    expect(logLikelihood).toBeGreaterThan(-1126.4427)
    expect(logLikelihood).toBeCloseTo(-1126.42718, 4)
  })

  it.each<CovarianceType>(['VVV', 'VEV'])('prevents the collapse of a component with two rows (%s)', async covarianceType => {
    const random = createRandom(3)
    const data = Float64Array.from({ length: 60 }, (_, at) => (at < 4 ? 50 : 0) + (at < 4 ? 0 : random.normal()))
    const { parameters } = await fitMap(matrix(data, 30, 2), { components: 2, covarianceType, iterations: 50 })
    expect(new GaussianMixture(parameters).componentCovariance(0)[0]).toBeGreaterThan(0.01)
    expect(new GaussianMixture(parameters).componentCovariance(1)[0]).toBeGreaterThan(0.01)
  })
})
