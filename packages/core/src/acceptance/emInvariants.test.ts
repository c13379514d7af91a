// Behaviours 8 to 15 (see algebra.test.ts for the list): what EM must never do, and what starts must.
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
        // Rounding of a mean of some 300 log-densities.
        expect(largestFall(logLikelihoods)).toBeLessThan(1e-12)
      }
    })

    it('8. reports under default options a likelihood that falls by rounding at most', async () => {
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
      // Standard error of a mean of 100 rows is 0.1; four of them.
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
  it('9. never gets worse by more starts, and reports the best', async () => {
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

  it('11. assigns rows as the model does after it was converged or not', async () => {
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

  // Loadings have no inverse: a start of factors is refused precisions.
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

  it('15. goes on where it was left: 3 + 4 iterations are 7', async () => {
    const options = { components: 2, covarianceType, tolerance: 0, starts: 1 } as const
    const whole = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 7 })
    const first = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 3 })
    const second = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 4, initialize: first.model })
    expect(second.model.toJSON()).toEqual(whole.model.toJSON())
    expect([...first.logLikelihoods.slice(0, -1), ...second.logLikelihoods]).toEqual(whole.logLikelihoods)
  })

  it('15. sees across calls that it has converged', async () => {
    const whole = await fitGaussianMixture(oldFaithful, { components: 2, covarianceType, starts: 1 })
    const again = await fitGaussianMixture(oldFaithful, { components: 2, covarianceType, initialize: whole.model })
    expect([whole.converged, again.converged]).toEqual([true, true])
    // Two gains have to be seen before what remains can be judged.
    expect(again.iterations).toBeLessThanOrEqual(3)
    expect(again.logLikelihoods.at(-1)! - whole.logLikelihoods.at(-1)!).toBeLessThan(1e-7) // the tolerance
  })

  it('10. and 12. recovers three Gaussians of eight columns in either width, and says so when it was cut short', async () => {
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
      // A share of 900 has a standard error of 0.017 at most, a mean of 180 rows one of 0.1: four of each.
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

  it('14. a given mixture leaves nothing to start: one start, whatever is asked for', async () => {
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 2, starts: 9, initialize: wideStart('full'),
    })
    expect(fit.starts.length).toBe(1)
  })

  it('14. the start by one method is the same from its own parameters', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 3, starts: 1, maxIterations: 0 })
    const computed = await fitGaussianMixture(iris, { components: 3, starts: 1, tolerance: 0, maxIterations: 10 })
    const given = await fitGaussianMixture(iris, { components: 3, initialize: model, tolerance: 0, maxIterations: 10 })
    expect(given.logLikelihoods).toEqual(computed.logLikelihoods)
  })
})

/** A mixture that covers Old Faithful: nothing of it starts empty. */
function wideStart(covarianceType: CovarianceType): MixtureParameters {
  const { means: _, covariances, ...rest } = randomMixture(covarianceType, { components: 2, columns: 2, seed: 3 })
  return { ...rest, means: Float64Array.of(2, 60, 4, 75), covariances: covariances.map(value => 100 * value) }
}

/** How far a trajectory falls from one iteration to the next at most; 0 if never. */
function largestFall(logLikelihoods: readonly number[]): number {
  let fall = 0
  for (let i = 1; i < logLikelihoods.length; i++) fall = Math.max(fall, logLikelihoods[i - 1] - logLikelihoods[i])
  return fall
}
