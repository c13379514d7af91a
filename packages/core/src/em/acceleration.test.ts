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
 * An iterate of an artificial EM in one column, with one component of variance 1 and N = 100. Only the sum changes: an
 * EM step goes from `sum` to `sum` · `rate`. The objective has its maximum 0 at sum 0.
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
  /** An acceleration that has seen the start 10 / 0.9 and the plain steps to 10 and 9. */
  const warm = (): { acceleration: ReturnType<typeof createAcceleration>; latest: Iterate } => {
    const acceleration = createAcceleration()
    acceleration.record(onLine(10 / rate, rate))
    acceleration.record(onLine(10, rate, statisticsOf(10)))
    const latest = onLine(9, rate, statisticsOf(9))
    acceleration.record(latest)
    return { acceleration, latest }
  }

  it('proposes no step before it has recorded two', () => {
    const acceleration = createAcceleration()
    acceleration.record(onLine(10, rate))
    expect(acceleration.ascent()).toBeUndefined()
    acceleration.record(onLine(9, rate, statisticsOf(9)))
    expect(acceleration.ascent()).toBeUndefined()
  })

  it('reaches the limit of a geometric sequence at once: 10, 9, 0', async () => {
    const { acceleration } = warm()
    const accepted = await acceleration.ascent()!.search(evaluate)
    expect(accepted!.origin!.sums[0]).toBeCloseTo(0, 12)
    expect(accepted!.origin!.counts[0]).toBeCloseTo(100, 12)
    expect(accepted!.origin!.scatters[0]).toBeCloseTo(100, 12)
  })

  it('predicts the gain of a step, and ten times that for the remaining gain', () => {
    const { acceleration, latest } = warm()
    // The objective is -(1 - 0.9) 9² / (2 · 100²) nats per sample.
    expect(latest.objective).toBeCloseTo(-4.05e-4, 15)
    const { predictedGain, remainingGain } = acceleration.ascent()!
    expect(predictedGain).toBeCloseTo(4.05e-4, 14)
    expect(remainingGain).toBeCloseTo(4.05e-3, 13)
  })

  it('rejects a step that lowers the objective, tries a shorter one, and then pauses longer each time', async () => {
    const { acceleration, latest } = warm()
    const tried: number[] = []
    const worse = (statistics: SufficientStatistics): Promise<Iterate> => {
      tried.push(statistics.sums[0])
      return Promise.resolve({ ...latest, origin: statistics, objective: latest.objective - 1 })
    }
    expect(await acceleration.ascent()!.search(worse)).toBeUndefined()
    // The maximum of the parabola is close to the start, so the share is clamped to a tenth.
    expect(tried).toEqual([expect.closeTo(0, 12), expect.closeTo(9 - 0.9, 12)])
    expect(await acceleration.ascent()!.search(worse)).toBeUndefined()
    expect(acceleration.ascent()).toBeUndefined()
    expect(await acceleration.ascent()!.search(evaluate)).toBeDefined()
    expect(acceleration.ascent()).toBeDefined()
  })

  it('halves a step whose statistics belong to no mixture, at most eight times', async () => {
    const tried: number[] = []
    const failing = (below: number) => (statistics: SufficientStatistics): Promise<Iterate> => {
      tried.push(statistics.sums[0])
      if (statistics.sums[0] < below) throw new DegenerateCovarianceError(0, -1, 0)
      return evaluate(statistics)
    }
    expect((await warm().acceleration.ascent()!.search(failing(5)))!.origin!.sums[0]).toBeCloseTo(6.75, 12)
    expect(tried).toEqual([expect.closeTo(0, 12), expect.closeTo(4.5, 12), expect.closeTo(6.75, 12)])
    expect(await warm().acceleration.ascent()!.search(failing(10))).toBeUndefined()
    expect(tried).toHaveLength(3 + 9)
  })

  it('rethrows errors of other classes', async () => {
    const { acceleration } = warm()
    const broken = (): Promise<Iterate> => Promise.reject(new Error('disk'))
    await expect(acceleration.ascent()!.search(broken)).rejects.toThrow('disk')
  })

  it('limits the length of a step, and doubles the limit after a success', async () => {
    // N = 100, so a sum of 810 is 8.1 √nats per sample from the maximum.
    const acceleration = createAcceleration()
    for (const sum of [1000, 900, 810]) acceleration.record(onLine(sum, rate, statisticsOf(sum)))
    const first = (await acceleration.ascent()!.search(evaluate))!
    expect(810 - first.origin!.sums[0]).toBeCloseTo(0.3 * 100, 9)
    acceleration.record(first)
    const second = (await acceleration.ascent()!.search(evaluate))!
    expect(first.origin!.sums[0] - second.origin!.sums[0]).toBeCloseTo(0.6 * 100, 9)
  })
})

describe('acceleration', () => {
  it('reaches the optimum in fewer iterations if EM is slow: Old Faithful, three components, tied', async () => {
    const options = { components: 3, covarianceType: 'tied', starts: 1, tolerance: 1e-10 } as const
    const plain = await fitGaussianMixture(oldFaithful, { ...options, acceleration: 'none' })
    const accelerated = await fitGaussianMixture(oldFaithful, { ...options, acceleration: 'auto' })
    expect([plain.converged, accelerated.converged]).toEqual([true, true])
    expect(272 * accelerated.logLikelihoods.at(-1)!).toBeCloseTo(272 * plain.logLikelihoods.at(-1)!, 6)
    expectClose(accelerated.model.means, plain.model.means, { relative: 1e-3 })
    // Measured: 95 and 34 iterations. The first 25 are plain in both.
    expect(plain.iterations / accelerated.iterations).toBeGreaterThan(1.5)
    const { logLikelihoods } = accelerated
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
  })

  it('does not change EM that is fast or has at most 25 iterations', async () => {
    for (const options of [
      { components: 3, covarianceType: 'full', starts: 1 },
      { components: 5, covarianceType: 'tied', starts: 1, tolerance: 0, maxIterations: 25 },
    ] as const) {
      const plain = await fitGaussianMixture(iris, { ...options, acceleration: 'none' })
      const accelerated = await fitGaussianMixture(iris, options)
      expect(accelerated.logLikelihoods).toEqual(plain.logLikelihoods)
      expect(accelerated.model.toJSON()).toEqual(plain.model.toJSON())
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

  it('must be one of two values', async () => {
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

  it('reaches the optimum of plain EM in fewer passes, and its log-likelihood never falls', async () => {
    const [plain, accelerated] = [await run(false), await run(true)]
    expect([plain.converged, accelerated.converged]).toEqual([true, true])
    expect(accelerated.passes).toBeLessThan(plain.passes / 2)
    // The objective is flat at the optimum, so a tolerance of 1e-12 fixes the parameters to about its square root.
    expect(accelerated.logLikelihoods.at(-1)!).toBeCloseTo(plain.logLikelihoods.at(-1)!, 11)
    expectClose(accelerated.parameters.means, plain.parameters.means, { relative: 1e-4 })
    const { logLikelihoods } = accelerated
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThanOrEqual(logLikelihoods[i - 1] - 1e-13)
  })

  it('reports each accepted iterate once, in order, and no rejected one', async () => {
    const reported: number[] = []
    const { logLikelihoods } = await run(true, {
      onIteration: ({ iteration, meanLogLikelihood }) => {
        expect(iteration).toBe(reported.length)
        reported.push(meanLogLikelihood)
      },
    })
    expect(reported).toEqual(logLikelihoods)
  })

  it("stops where onIteration answers 'stop'", async () => {
    const { stopped, iterations, converged } = await run(true, { onIteration: ({ iteration }) => (iteration === 30 ? 'stop' : undefined) })
    expect([stopped, iterations, converged]).toEqual([true, 30, false])
  })

  it('converges without falling where regularisation costs more than the remaining gain', async () => {
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
