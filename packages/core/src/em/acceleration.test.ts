import { DegenerateCovarianceError } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { samplesSource } from '../statistics/samplesSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { oldFaithfulTrajectories } from '../testing/oldFaithfulTrajectories.js'
import { startOf } from '../testing/goldenRun.js'
import { createAcceleration, type Iterate } from './acceleration.js'
import { runEm, type EmOptions } from './em.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { mStep } from './mStep.js'
import type { MixtureParameters } from '../model/parameters.js'

/**
 * An iterate of a made-up EM in one column: one component of variance 1 and N = 100, whose statistics move only in
 * their sum, from `sum` by `sum` · `rate`, towards the maximum of the objective, 0.
 */
const onLine = (sum: number, rate: number, origin?: SufficientStatistics): Iterate => {
  const parameters: MixtureParameters = {
    covarianceType: 'diag', components: 1, columns: 1,
    weights: Float64Array.of(1), means: Float64Array.of(0), covariances: Float64Array.of(1),
  }
  const statistics = statisticsOf(sum * rate)
  const objective = -((1 - rate) * sum ** 2) / (2 * 100 ** 2)
  return { parameters, origin, statistics, meanLogLikelihood: objective, objective }
}
const statisticsOf = (sum: number): SufficientStatistics => ({
  scatter: 'diagonal', components: 1, columns: 1, rows: 100, totalWeight: 100, logLikelihood: 0,
  centres: Float64Array.of(0), counts: Float64Array.of(100), sums: Float64Array.of(sum), scatters: Float64Array.of(100),
})
const rate = 0.9
const evaluate = (statistics: SufficientStatistics): Promise<Iterate> => Promise.resolve(onLine(statistics.sums[0], rate, statistics))

describe('createAcceleration', () => {
  /** After the start 10 / 0.9 and the plain steps to 10 and 9. */
  const warm = (): { acceleration: ReturnType<typeof createAcceleration>; latest: Iterate } => {
    const acceleration = createAcceleration()
    acceleration.visit(onLine(10 / rate, rate))
    acceleration.visit(onLine(10, rate, statisticsOf(10)))
    const latest = onLine(9, rate, statisticsOf(9))
    acceleration.visit(latest)
    return { acceleration, latest }
  }

  it('sees no way before two steps are known', () => {
    const acceleration = createAcceleration()
    acceleration.visit(onLine(10, rate))
    expect(acceleration.ascent()).toBeUndefined()
    acceleration.visit(onLine(9, rate, statisticsOf(9)))
    expect(acceleration.ascent()).toBeUndefined()
  })

  it('goes all the way along a geometric path: 10, 9, 0', async () => {
    const { acceleration } = warm()
    const landed = await acceleration.ascent()!.climb(evaluate)
    expect(landed!.origin!.sums[0]).toBeCloseTo(0, 12)
    expect(landed!.origin!.counts[0]).toBeCloseTo(100, 12)
    expect(landed!.origin!.scatters[0]).toBeCloseTo(100, 12)
  })

  it('says what a step should gain, and ten times that for what may remain', () => {
    const { acceleration, latest } = warm()
    // 0 - objective, here exactly (1 - 0.9) 9² / (2 · 100²) nats per sample.
    expect(latest.objective).toBeCloseTo(-4.05e-4, 15)
    const { foreseenGain, remainingGain } = acceleration.ascent()!
    expect(foreseenGain).toBeCloseTo(4.05e-4, 14)
    expect(remainingGain).toBeCloseTo(4.05e-3, 13)
  })

  it('takes back what lowers the objective, tries once more, and then waits longer each time', async () => {
    const { acceleration, latest } = warm()
    const tried: number[] = []
    const worse = (statistics: SufficientStatistics): Promise<Iterate> => {
      tried.push(statistics.sums[0])
      return Promise.resolve({ ...latest, origin: statistics, objective: latest.objective - 1 })
    }
    expect(await acceleration.ascent()!.climb(worse)).toBeUndefined()
    // The parabola's top is close to where it began; a tenth of the step is the least that is tried.
    expect(tried).toEqual([expect.closeTo(0, 12), expect.closeTo(9 - 0.9, 12)])
    expect(await acceleration.ascent()!.climb(worse)).toBeUndefined()
    expect(acceleration.ascent()).toBeUndefined()
    expect(await acceleration.ascent()!.climb(evaluate)).toBeDefined()
    expect(acceleration.ascent()).toBeDefined()
  })

  it('halves a step that leads to no mixture, until one does or none can', async () => {
    const tried: number[] = []
    const failing = (below: number) => (statistics: SufficientStatistics): Promise<Iterate> => {
      tried.push(statistics.sums[0])
      if (statistics.sums[0] < below) throw new DegenerateCovarianceError(0, -1, 0)
      return evaluate(statistics)
    }
    expect((await warm().acceleration.ascent()!.climb(failing(5)))!.origin!.sums[0]).toBeCloseTo(6.75, 12)
    expect(tried).toEqual([expect.closeTo(0, 12), expect.closeTo(4.5, 12), expect.closeTo(6.75, 12)])
    expect(await warm().acceleration.ascent()!.climb(failing(10))).toBeUndefined()
    expect(tried).toHaveLength(3 + 9)
  })

  it('lets any other error through', async () => {
    const { acceleration } = warm()
    const broken = (): Promise<Iterate> => Promise.reject(new Error('disk'))
    await expect(acceleration.ascent()!.climb(broken)).rejects.toThrow('disk')
  })

  it('takes no longer steps than lately succeeded', async () => {
    // N = 100: a sum of 810 is 8.1 √nats per sample from the maximum.
    const acceleration = createAcceleration()
    for (const sum of [1000, 900, 810]) acceleration.visit(onLine(sum, rate, statisticsOf(sum)))
    const first = (await acceleration.ascent()!.climb(evaluate))!
    expect(810 - first.origin!.sums[0]).toBeCloseTo(0.3 * 100, 9)
    acceleration.visit(first)
    const second = (await acceleration.ascent()!.climb(evaluate))!
    expect(first.origin!.sums[0] - second.origin!.sums[0]).toBeCloseTo(0.6 * 100, 9)
  })
})

describe('acceleration', () => {
  it('reaches the optimum of EM in fewer iterations where EM creeps: Old Faithful, three components, tied', async () => {
    const options = { components: 3, covarianceType: 'tied', starts: 1, tolerance: 1e-10 } as const
    const plain = await fitGaussianMixture(oldFaithful, { ...options, acceleration: 'none' })
    const hastened = await fitGaussianMixture(oldFaithful, { ...options, acceleration: 'auto' })
    expect([plain.converged, hastened.converged]).toEqual([true, true])
    expect(272 * hastened.logLikelihoods.at(-1)!).toBeCloseTo(272 * plain.logLikelihoods.at(-1)!, 6)
    expectClose(hastened.model.means, plain.model.means, { relative: 1e-3 })
    // The first 25 of them are plain; measured: 95 and 34 iterations.
    expect(plain.iterations / hastened.iterations).toBeGreaterThan(1.5)
    const { logLikelihoods } = hastened
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
  })

  it('changes nothing of EM that is not slow, and nothing of twenty iterations', async () => {
    for (const options of [
      { components: 3, covarianceType: 'full', starts: 1 },
      { components: 5, covarianceType: 'tied', starts: 1, tolerance: 0, maxIterations: 25 },
    ] as const) {
      const plain = await fitGaussianMixture(iris, { ...options, acceleration: 'none' })
      const hastened = await fitGaussianMixture(iris, options)
      expect(hastened.logLikelihoods).toEqual(plain.logLikelihoods)
      expect(hastened.model.toJSON()).toEqual(plain.model.toJSON())
    }
    for (const golden of oldFaithfulTrajectories) {
      const options = {
        components: golden.startRows.length, covarianceType: golden.covarianceType, initialize: startOf(golden, oldFaithful),
        regularization: { absolute: 1e-6 }, tolerance: 0, maxIterations: 20,
      } as const
      const plain = await fitGaussianMixture(oldFaithful, { ...options, acceleration: 'none' })
      expect((await fitGaussianMixture(oldFaithful, options)).logLikelihoods).toEqual(plain.logLikelihoods)
    }
  })

  it('is one of two', async () => {
    await expect(fitGaussianMixture(iris, { components: 2, acceleration: 'turbo' as 'auto' })).rejects.toThrow(
      "option acceleration must be one of 'auto', 'none', but it is 'turbo'. Pass for example acceleration: 'auto'.",
    )
  })
})

describe('accelerated EM', () => {
  const start: MixtureParameters = {
    covarianceType: 'full', components: 3, columns: 2,
    weights: Float64Array.of(0.3, 0.3, 0.4), means: Float64Array.of(2, 55, 3.5, 68, 4.5, 80),
    covariances: Float64Array.of(0.2, 0, 0, 40, 0.2, 0, 0, 40, 0.2, 0, 0, 40),
  }
  const run = async (accelerate: boolean, more: Partial<EmOptions> = {}) => {
    const source = await samplesSource(oldFaithful)
    let passes = 0
    const counted = { ...source, accumulate: (...asked: Parameters<typeof source.accumulate>) => (passes++, source.accumulate(...asked)) }
    const maximize: EmOptions['maximize'] = (statistics, previous) =>
      mStep(statistics, { covarianceType: 'full', regularization: new Float64Array(4), previous })
    const result = await runEm(counted, start, { maximize, tolerance: 1e-12, maxIterations: 5000, accelerate, ...more })
    return { ...result, passes }
  }

  it('ends where plain EM does, in fewer passes, and never falls', async () => {
    const [plain, hastened] = [await run(false), await run(true)]
    expect([plain.converged, hastened.converged]).toEqual([true, true])
    expect(hastened.passes).toBeLessThan(plain.passes / 2)
    // Tolerance 1e-12; the objective is flat there, so parameters agree to about its root.
    expect(hastened.logLikelihoods.at(-1)!).toBeCloseTo(plain.logLikelihoods.at(-1)!, 11)
    expectClose(hastened.parameters.means, plain.parameters.means, { relative: 1e-4 })
    const { logLikelihoods } = hastened
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThanOrEqual(logLikelihoods[i - 1] - 1e-13)
  })

  it('tells of each iterate once, in order, and of none that was taken back', async () => {
    const told: number[] = []
    const { logLikelihoods } = await run(true, {
      onIteration: ({ iteration, meanLogLikelihood }) => {
        expect(iteration).toBe(told.length)
        told.push(meanLogLikelihood)
      },
    })
    expect(told).toEqual(logLikelihoods)
  })

  it('stops where it is told to', async () => {
    const { stopped, iterations, converged } = await run(true, { onIteration: ({ iteration }) => (iteration === 30 ? 'stop' : undefined) })
    expect([stopped, iterations, converged]).toEqual([true, 30, false])
  })

  it('ends at once, without falling, where regularisation takes more than is left to be gained', async () => {
    const { converged, logLikelihoods } = await fitGaussianMixture(iris, { components: 5, starts: 1 })
    expect(converged).toBe(true)
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1])
  })

  it('does not depend on units', async () => {
    const scaled = { ...oldFaithful, data: oldFaithful.data.map((value, i) => (i % 2 ? value * 1e3 : value * 1e-3)) }
    const options = { components: 3, covarianceType: 'tied', starts: 1 } as const
    const [one, other] = [await fitGaussianMixture(oldFaithful, options), await fitGaussianMixture(scaled, options)]
    expect(other.iterations).toBe(one.iterations)
  })
})
