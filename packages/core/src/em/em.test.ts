import { describe, expect, it } from 'vitest'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { randomMixture } from '../testing/randomMixture.js'
import { runEm, type EmOptions, type EmState } from './em.js'
import { mStep } from './mStep.js'
import type { MixtureParameters } from '../model/parameters.js'

const start: MixtureParameters = {
  ...randomMixture('diag', { components: 2, columns: 2, seed: 1 }),
  means: Float64Array.of(2, 55, 4, 80),
  covariances: Float64Array.of(1, 100, 1, 100),
}
const maximize: EmOptions['maximize'] = (statistics, previous) =>
  mStep(statistics, { covarianceType: 'diag', regularization: new Float64Array(4), previous })

/** Old Faithful, but with given mean log-likelihoods instead of the computed ones: EM bases its decisions on these alone. */
async function scripted(meanLogLikelihoods: readonly number[]): Promise<StatisticsSource> {
  const source = await samplesSource(oldFaithful)
  let pass = 0
  return {
    ...source,
    accumulate: async (model, request) => ({
      ...(await source.accumulate(model, request)),
      logLikelihood: meanLogLikelihoods[pass++] * source.rows,
    }),
  }
}

describe('runEm', () => {
  it('discards a last step that lost less than the tolerance', async () => {
    const seen: EmState[] = []
    const source = await scripted([-8, -4, -4 - 1e-9])
    const run = await runEm(source, start, {
      tolerance: 1e-7, maxIterations: 100, maximize, accelerate: true, onIteration: state => void seen.push(state),
    })
    expect([run.converged, run.iterations, run.logLikelihoods]).toEqual([true, 1, [-8, -4]])
    expect(seen.map(({ iteration }) => iteration)).toEqual([0, 1])
    expect(run.parameters).toBe(seen[1].parameters)
  })

  it('continues after a larger loss, which regularisation may cause early', async () => {
    const source = await scripted([-8, -4, -5, -3, -3, -3])
    const run = await runEm(source, start, { tolerance: 1e-7, maxIterations: 100, maximize, accelerate: true })
    expect([run.converged, run.iterations, run.logLikelihoods]).toEqual([true, 4, [-8, -4, -5, -3, -3]])
  })

  it('ends without convergence after maxIterations', async () => {
    const source = await scripted([-8, -7, -6, -5])
    const run = await runEm(source, start, { tolerance: 1e-7, maxIterations: 3, maximize, accelerate: true })
    expect([run.converged, run.stopped, run.iterations, run.logLikelihoods]).toEqual([false, false, 3, [-8, -7, -6, -5]])
  })

  it.each([NaN, Infinity, -Infinity])('throws on a log-likelihood of %d', async value => {
    const source = await scripted([-8, value])
    await expect(runEm(source, start, { tolerance: 1e-7, maxIterations: 9, maximize, accelerate: true })).rejects.toThrow(
      `the log-likelihood is ${value} after 1 iterations: squared distances leave the range of float64. ` +
        'Rescale the columns, for example to unit standard deviation, and fit again.',
    )
  })
})
