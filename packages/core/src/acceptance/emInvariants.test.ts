// Behaviours 8 to 15 (see algebra.test.ts for the list): invariants of EM and of starts.
import { describe, expect, it } from 'vitest'
import { weightPriors } from '../bayesian/posterior.js'
import { bayesianCovarianceTypes } from '../bayesian/precisionFamily.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import { adjustedRandIndex, fitBayesianGaussianMixture, fitGaussianMixture, GaussianMixture, matrix, type FitProgress } from '../index.js'
import type { MixtureParameters } from '../model/parameters.js'
import { isOnlyStart, startMethods } from '../starts/prepareStarts.js'
import { blobs } from '../testing/blobs.js'
import { everyStructure } from '../testing/everyStructure.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { randomMixture } from '../testing/randomMixture.js'

const threeBlobs = blobs([[0, 0], [8, 0], [0, 8]], { rows: 300, seed: 7 })
const everyKind = bayesianCovarianceTypes.flatMap(covarianceType => weightPriors.map(weights => ({ covarianceType, weights })))

describe.each(kernelNames)('kernels %s', kernels => {
  describe.each(everyStructure)('%s', (_name, covarianceType) => {
    it('8. never lowers the log-likelihood without regularisation', async () => {
      for (const samples of [oldFaithful, iris, threeBlobs.samples]) {
        const { logLikelihoods } = await fitGaussianMixture(samples, {
          components: 3, covarianceType, kernels, seed: 1,
          starts: 1, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 60,
        })
        // Rounding error of a mean of about 300 log-densities.
        expect(largestFall(logLikelihoods)).toBeLessThan(1e-12)
      }
    })

    it('8. reports with default options a likelihood that falls at most by rounding errors', async () => {
      for (const samples of [oldFaithful, iris, threeBlobs.samples]) {
        for (const components of [1, 2, 5]) {
          const fit = await fitGaussianMixture(samples, { components, covarianceType, kernels, starts: 1 })
          expect(fit.converged).toBe(true)
          expect(largestFall(fit.logLikelihoods)).toBeLessThan(1e-10)
        }
      }
    })

    it('10. recovers separated clusters', async () => {
      const { model } = await fitGaussianMixture(threeBlobs.samples, { components: 3, covarianceType, kernels })
      expect(adjustedRandIndex(await model.predict(threeBlobs.samples), threeBlobs.labels)).toBeGreaterThan(0.99)
      const expected = [[0, 0], [0, 8], [8, 0]]
      const means = Array.from({ length: 3 }, (_, k) => Array.from(model.componentMean(k)))
      means.sort((a, b) => Math.round(a[0] / 8) - Math.round(b[0] / 8) || a[1] - b[1])
      // The mean of 100 rows has a standard error of 0.1; the tolerance is four of them.
      means.forEach((mean, k) => mean.forEach((value, i) => expect(Math.abs(value - expected[k][i])).toBeLessThan(0.4)))
      for (const weight of model.weights) expect(Math.abs(weight - 1 / 3)).toBeLessThan(0.01)
    })
  })
})

it.each(everyKind)('8. variational Bayes never lowers its bound: $covarianceType, $weights', async ({ covarianceType, weights }) => {
  for (const samples of [oldFaithful, iris]) {
    for (const seed of [1, 2]) {
      const { bounds, iterations } = await fitBayesianGaussianMixture(samples, {
        components: 6, covarianceType, prior: { weights }, starts: 1, seed, initialize: 'random', tolerance: 0, maxIterations: 60,
      })
      expect(iterations).toBe(60)
      expect(bounds).toHaveLength(61)
      for (let i = 1; i < bounds.length; i++) expect(bounds[i]).toBeGreaterThanOrEqual(bounds[i - 1] - 1e-12)
    }
  }
})

describe.each(everyStructure)('%s', (_name, covarianceType) => {
  it('9. is never worse with more starts, and returns the best', async () => {
    for (let seed = 0; seed < 15; seed++) {
      const options = { components: 3, covarianceType, seed, initialize: 'random', tolerance: 1e-3 } as const
      const one = await fitGaussianMixture(oldFaithful, { ...options, starts: 1 })
      const three = await fitGaussianMixture(oldFaithful, { ...options, starts: 3 })
      expect(three.starts.map(({ start }) => start)).toEqual([0, 1, 2])
      expect(three.starts[0]).toEqual(one.starts[0])
      const sound = three.starts.filter(({ collapsed }) => !collapsed)
      expect([three.collapsed, sound.length > 0]).toEqual([false, true])
      expect(three.logLikelihoods.at(-1)).toBe(Math.max(...sound.map(({ meanLogLikelihood }) => meanLogLikelihood)))
      if (!one.collapsed) expect(three.logLikelihoods.at(-1)).toBeGreaterThanOrEqual(one.logLikelihoods.at(-1)!)
    }
  })

  it('11. predicts the most probable component, whether or not EM has converged', async () => {
    for (const maxIterations of [1, 1000]) {
      const { model, converged } = await fitGaussianMixture(iris, { components: 3, covarianceType, maxIterations })
      expect(converged).toBe(maxIterations === 1000)
      const { data } = await model.responsibilities(iris)
      const labels = await model.predict(iris)
      labels.forEach((label, n) => expect(data[3 * n + label]).toBe(Math.max(...data.subarray(3 * n, 3 * n + 3))))
    }
  })

  it('12. returns the start after no iterations', async () => {
    const start = randomMixture(covarianceType, { components: 2, columns: 2, seed: 3 })
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 2, covarianceType, initialize: start, maxIterations: 0,
    })
    expect([fit.iterations, fit.converged, fit.stopped, fit.logLikelihoods.length]).toEqual([0, false, false, 1])
    expect(Array.from(fit.model.weights).sort()).toEqual(Array.from(start.weights).sort())
    expect(Array.from(fit.model.covariances).sort()).toEqual(Array.from(start.covariances).sort())
    expect(fit.logLikelihoods[0]).toBeCloseTo(await fit.model.meanLogLikelihood(oldFaithful), 9)
  })

  it('13. keeps means inside the box of the data', async () => {
    for (const initialize of startMethods) {
      const { model } = await fitGaussianMixture(oldFaithful, { components: 4, covarianceType, initialize, seed: 2, starts: 1 })
      for (let k = 0; k < 4; k++) {
        const [eruption, waiting] = model.componentMean(k)
        expect(eruption).toBeGreaterThan(1.6)
        expect(eruption).toBeLessThan(5.1)
        expect(waiting).toBeGreaterThan(43)
        expect(waiting).toBeLessThan(96)
      }
    }
  })

  // Factor models have no stored inverse, so precisions are refused for them.
  if (typeof covarianceType === 'string') it('14. starts from precisions as from the covariances that they invert', async () => {
    const { weights, means, covariances } = wideStart(covarianceType)
    const precisions = covarianceStructure(covarianceType).layout.scatter === 'full'
      ? Array.from({ length: covariances.length / 4 }, (_, k) => {
          const [a, b, , d] = covariances.subarray(4 * k)
          return [d, -b, -b, a].map(value => value / (a * d - b * b))
        })
      : Array.from(covariances, variance => 1 / variance)
    const options = { components: 2, covarianceType, tolerance: 0, maxIterations: 10 } as const
    const given = await fitGaussianMixture(oldFaithful, { ...options, initialize: { weights, means, covariances } })
    const inverted = await fitGaussianMixture(oldFaithful, { ...options, initialize: { weights, means, precisions } })
    expectClose(inverted.logLikelihoods, given.logLikelihoods, { relative: 1e-9 })
    expectClose(inverted.model.means, given.model.means, { relative: 1e-9 })
  })

  it('15. continues from a model: 3 + 4 iterations equal 7', async () => {
    const options = { components: 2, covarianceType, tolerance: 0, starts: 1 } as const
    const whole = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 7 })
    const first = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 3 })
    const second = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 4, initialize: first.model })
    expect(second.model.toJSON()).toEqual(whole.model.toJSON())
    expect([...first.logLikelihoods.slice(0, -1), ...second.logLikelihoods]).toEqual(whole.logLikelihoods)
  })

  it('15. converges soon if it starts from a converged model', async () => {
    const whole = await fitGaussianMixture(oldFaithful, { components: 2, covarianceType, starts: 1 })
    const again = await fitGaussianMixture(oldFaithful, { components: 2, covarianceType, initialize: whole.model })
    expect([whole.converged, again.converged]).toEqual([true, true])
    // Two gains are needed to estimate the remaining gain.
    expect(again.iterations).toBeLessThanOrEqual(3)
    expect(again.logLikelihoods.at(-1)! - whole.logLikelihoods.at(-1)!).toBeLessThan(1e-7) // the tolerance
  })

  it('10. and 12. recovers three Gaussians in eight columns, in float32 and float64, and reports when it has not converged', async () => {
    const apart = GaussianMixture.fromParameters({
      ...randomMixture(covarianceType, { components: 3, columns: 8, seed: 4 }),
      weights: [0.5, 0.3, 0.2],
      means: [new Array<number>(8).fill(0), new Array<number>(8).fill(6), [6, -6, 6, -6, 6, -6, 6, -6]],
    })
    const { samples, labels } = apart.sample(900, { seed: 2 })
    for (const data of [samples.data, Float32Array.from(samples.data)]) {
      const { model, converged } = await fitGaussianMixture(matrix(data, 900, 8), { components: 3, covarianceType })
      expect(converged).toBe(true)
      expect(adjustedRandIndex(await model.predict(samples), labels)).toBeGreaterThan(0.95)
      // A weight from 900 rows has a standard error of at most 0.017, a mean of 180 rows one of 0.1; the tolerances are four each.
      expectClose(model.weights, apart.weights, { relative: 0.067, floor: 1 })
      expectClose(model.means, apart.means, { relative: 0.4, floor: 1 })
    }
    const cut = await fitGaussianMixture(samples, { components: 3, covarianceType, maxIterations: 1, tolerance: 0, starts: 1 })
    expect([cut.converged, cut.iterations]).toEqual([false, 1])
    expect(Number.isFinite(await cut.model.meanLogLikelihood(samples))).toBe(true)
  })
})

describe('starts', () => {
  it.each(startMethods.filter(method => !isOnlyStart(method)))('9. and 13. starts vary with a fixed seed, and the means of a start are distinct: %s', async initialize => {
    const starts: FitProgress[] = []
    await fitGaussianMixture(iris, {
      components: 4, initialize, starts: 5, seed: 3, maxIterations: 0,
      onIteration: progress => void starts.push(progress),
    })
    expect(starts.length).toBe(5)
    const firstMeans = starts.map(({ parameters }) => parameters.means.join())
    expect(new Set(firstMeans).size).toBeGreaterThan(initialize === 'k-means' ? 1 : 4)
    for (const { parameters } of starts) {
      const means = Array.from({ length: 4 }, (_, k) => parameters.means.slice(4 * k, 4 * k + 4).join())
      expect(new Set(means).size).toBe(4)
    }
  })

  it('14. a given mixture makes one start, whatever the option starts', async () => {
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 2, starts: 9, initialize: wideStart('full'),
    })
    expect(fit.starts.length).toBe(1)
  })

  it('14. a start by a method equals a start from its parameters', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 3, starts: 1, maxIterations: 0 })
    const computed = await fitGaussianMixture(iris, { components: 3, starts: 1, tolerance: 0, maxIterations: 10 })
    const given = await fitGaussianMixture(iris, { components: 3, initialize: model, tolerance: 0, maxIterations: 10 })
    expect(given.logLikelihoods).toEqual(computed.logLikelihoods)
  })
})

/** A mixture that covers Old Faithful, so that no component is empty. */
function wideStart(covarianceType: CovarianceType): MixtureParameters {
  const { means: _, covariances, ...rest } = randomMixture(covarianceType, { components: 2, columns: 2, seed: 3 })
  return { ...rest, means: Float64Array.of(2, 60, 4, 75), covariances: covariances.map(value => 100 * value) }
}

/** Largest loss between two iterations of a trajectory; 0 if it never falls. */
function largestFall(logLikelihoods: readonly number[]): number {
  let fall = 0
  for (let i = 1; i < logLikelihoods.length; i++) fall = Math.max(fall, logLikelihoods[i - 1] - logLikelihoods[i])
  return fall
}
