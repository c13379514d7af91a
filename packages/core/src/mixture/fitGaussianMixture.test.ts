import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure, covarianceTypes } from '../covariance/structures.js'
import { matrix } from '../matrix/matrix.js'
import { adjustedRandIndex } from '../metrics/adjustedRandIndex.js'
import { blobs, noise } from '../testing/blobs.js'
import { expectClose } from '../testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { storedCovariances } from '../testing/storedCovariances.js'
import { randomMixture } from '../testing/randomMixture.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import type { FitProgress } from './runStarts.js'
import type { MixtureParameters } from './parameters.js'
import { startMethods } from '../starts/createStart.js'

const threeBlobs = blobs([[0, 0], [8, 0], [0, 8]], { rows: 300, seed: 7 })

describe.each(kernelNames)('one component, kernels %s', kernels => {
  it('is the sample mean and the biased sample variance', async () => {
    const { model, logLikelihoods } = await fitGaussianMixture([[1], [3], [5], [7]], {
      components: 1, regularization: { absolute: 0 }, kernels,
    })
    expect(Array.from(model.weights)).toEqual([1])
    expect(model.means[0]).toBeCloseTo(4, 14)
    expect(model.covariances[0]).toBeCloseTo(5, 14)
    // -½ (ln 2π + ln σ² + 1) nats per sample at the maximum.
    expect(logLikelihoods.at(-1)).toBeCloseTo(-0.5 * (Math.log(2 * Math.PI) + Math.log(5) + 1), 14)
  })

  it('is the sample covariance of three rows', async () => {
    const { model } = await fitGaussianMixture([[0, 0], [3, 0], [0, 6]], {
      components: 1, regularization: { absolute: 0 }, kernels,
    })
    expectClose(model.means, [1, 2], { relative: 1e-14 })
    expectClose(model.covariances, [2, -2, -2, 8], { relative: 1e-13 })
  })
})

it('adds regularisation to the diagonal, absolute in data units squared, relative to the total covariance', async () => {
  const samples = [[1], [3], [5], [7]]
  const absolute = await fitGaussianMixture(samples, { components: 1, regularization: { absolute: 0.25 } })
  expect(absolute.model.covariances[0]).toBeCloseTo(5.25, 14)
  const relative = await fitGaussianMixture(samples, { components: 1, regularization: { relative: 0.5 } })
  expect(relative.model.covariances[0]).toBeCloseTo(7.5, 14)
  const byDefault = await fitGaussianMixture(samples, { components: 1 })
  expect(byDefault.model.covariances[0]).toBeCloseTo(5 * (1 + 1e-6), 14)
})

describe.each(kernelNames)('kernels %s', kernels => {
  describe.each(covarianceTypes)('%s', covarianceType => {
    it('never lowers the log-likelihood without regularisation', async () => {
      for (const samples of [oldFaithful, iris, threeBlobs.samples]) {
        for (const seed of [1, 2]) {
          const { logLikelihoods } = await fitGaussianMixture(samples, {
            components: 3, covarianceType, kernels, seed,
            starts: 1, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 60,
          })
          // Rounding of a mean of some 300 log-densities.
          expect(largestFall(logLikelihoods)).toBeLessThan(1e-12)
        }
      }
    })

    it('reports under default options a likelihood that falls by rounding at most', async () => {
      for (const samples of [oldFaithful, iris, threeBlobs.samples]) {
        for (const components of [1, 2, 5]) {
          const fit = await fitGaussianMixture(samples, { components, covarianceType, kernels, starts: 1 })
          expect(fit.converged).toBe(true)
          expect(largestFall(fit.logLikelihoods)).toBeLessThan(1e-10)
        }
      }
    })

    it('reports trajectories that belong to the model', async () => {
      const fit = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType, kernels })
      expect(fit.logLikelihoods.length).toBe(fit.iterations + 1)
      expectClose([await fit.model.meanLogLikelihood(oldFaithful)], [fit.logLikelihoods.at(-1)!], { relative: 1e-12 })
    })

    it('recovers separated clusters', async () => {
      const { model } = await fitGaussianMixture(threeBlobs.samples, { components: 3, covarianceType, kernels })
      expect(adjustedRandIndex(await model.predict(threeBlobs.samples), threeBlobs.labels)).toBeGreaterThan(0.99)
      const expected = [[0, 0], [0, 8], [8, 0]]
      const means = Array.from({ length: 3 }, (_, k) => Array.from(model.componentMean(k)))
      means.sort((a, b) => Math.round(a[0] / 8) - Math.round(b[0] / 8) || a[1] - b[1])
      // Standard error of a mean of 100 rows is 0.1; four of them.
      means.forEach((mean, k) => mean.forEach((value, i) => expect(Math.abs(value - expected[k][i])).toBeLessThan(0.4)))
      for (const weight of model.weights) expect(Math.abs(weight - 1 / 3)).toBeLessThan(0.01)
    })

    it('gives the same bits for the same seed', async () => {
      const options = { components: 3, covarianceType, kernels, seed: 5 } as const
      const [first, second] = [await fitGaussianMixture(iris, options), await fitGaussianMixture(iris, options)]
      expect(second.model.toJSON()).toEqual(first.model.toJSON())
      expect(second.logLikelihoods).toEqual(first.logLikelihoods)
      expect(second.starts).toEqual(first.starts)
    })
  })
})

describe.each(covarianceTypes)('%s', covarianceType => {
  it('is the same on every kernel', async () => {
    const fits = await Promise.all(
      // Extrapolation enlarges the differences of rounding instead.
      kernelNames.map(kernels => fitGaussianMixture(iris, { components: 3, covarianceType, kernels, acceleration: 'none' })),
    )
    // Rounding differs, and EM contracts the differences: 1e-9 after a hundred iterations.
    expectClose([fits[1].logLikelihoods.at(-1)!], [fits[0].logLikelihoods.at(-1)!], { relative: 1e-9 })
    expectClose(fits[1].model.weights, fits[0].model.weights, { relative: 1e-9 })
    expectClose(fits[1].model.means, fits[0].model.means, { relative: 1e-9 })
    expectClose(fits[1].model.covariances, fits[0].model.covariances, { relative: 1e-9, floor: 1 })
  })

  it('returns the start after no iterations', async () => {
    const start = randomMixture(covarianceType, { components: 2, columns: 2, seed: 3 })
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 2, covarianceType, initialize: start, maxIterations: 0,
    })
    expect([fit.iterations, fit.converged, fit.stopped, fit.logLikelihoods.length]).toEqual([0, false, false, 1])
    expect(Array.from(fit.model.weights).sort()).toEqual(Array.from(start.weights).sort())
    expect(Array.from(fit.model.covariances).sort()).toEqual(Array.from(start.covariances).sort())
    expect(fit.logLikelihoods[0]).toBeCloseTo(await fit.model.meanLogLikelihood(oldFaithful), 9)
  })

  it('goes on where it was left: 3 + 4 iterations are 7', async () => {
    const options = { components: 2, covarianceType, tolerance: 0, starts: 1 } as const
    const whole = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 7 })
    const first = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 3 })
    const second = await fitGaussianMixture(oldFaithful, { ...options, maxIterations: 4, initialize: first.model })
    expect(second.model.toJSON()).toEqual(whole.model.toJSON())
    expect([...first.logLikelihoods.slice(0, -1), ...second.logLikelihoods]).toEqual(whole.logLikelihoods)
  })

  it('starts from precisions as from the covariances that they invert', async () => {
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

  it('never gets worse by more starts, and reports the best', async () => {
    for (let seed = 0; seed < 15; seed++) {
      const options = { components: 4, covarianceType, seed, initialize: 'random', tolerance: 1e-4 } as const
      const one = await fitGaussianMixture(oldFaithful, { ...options, starts: 1 })
      const five = await fitGaussianMixture(oldFaithful, { ...options, starts: 5 })
      expect(five.starts.map(({ start }) => start)).toEqual([0, 1, 2, 3, 4])
      expect(five.starts[0]).toEqual(one.starts[0])
      const sound = five.starts.filter(({ collapsed }) => !collapsed)
      expect([five.collapsed, sound.length > 0]).toEqual([false, true])
      expect(five.logLikelihoods.at(-1)).toBe(Math.max(...sound.map(({ meanLogLikelihood }) => meanLogLikelihood)))
      if (!one.collapsed) expect(five.logLikelihoods.at(-1)).toBeGreaterThanOrEqual(one.logLikelihoods.at(-1)!)
    }
  })

  it('keeps means inside the box of the data', async () => {
    for (const initialize of startMethods) {
      const { model } = await fitGaussianMixture(oldFaithful, { components: 4, covarianceType, initialize, seed: 2 })
      for (let k = 0; k < 4; k++) {
        const [eruption, waiting] = model.componentMean(k)
        expect(eruption).toBeGreaterThan(1.6)
        expect(eruption).toBeLessThan(5.1)
        expect(waiting).toBeGreaterThan(43)
        expect(waiting).toBeLessThan(96)
      }
    }
  })

  it('assigns rows as the model does after it was converged or not', async () => {
    for (const maxIterations of [1, 1000]) {
      const { model, converged } = await fitGaussianMixture(iris, { components: 3, covarianceType, maxIterations })
      expect(converged).toBe(maxIterations === 1000)
      const { data } = await model.responsibilities(iris)
      const labels = await model.predict(iris)
      labels.forEach((label, n) => expect(data[3 * n + label]).toBe(Math.max(...data.subarray(3 * n, 3 * n + 3))))
    }
  })

  it('fits single precision as the numbers that they are, and close to double', async () => {
    const data = Float32Array.from(iris.data)
    const options = { components: 3, covarianceType } as const
    const single = await fitGaussianMixture(matrix(data, 150, 4), options)
    const widened = await fitGaussianMixture(matrix(Float64Array.from(data), 150, 4), options)
    expect(single.model.toJSON()).toEqual(widened.model.toJSON())
    const double = await fitGaussianMixture(iris, options)
    // float32 keeps 24 bits, 6e-8 of each value, against standard deviations of a tenth of it.
    expectClose(single.model.means, double.model.means, { relative: 1e-5 })
    expectClose([single.logLikelihoods.at(-1)!], [double.logLikelihoods.at(-1)!], { relative: 1e-5 })
  })
})

it('orders the nested structures by likelihood', async () => {
  for (const samples of [oldFaithful, iris]) {
    const ends = new Map<string, number>()
    for (const covarianceType of covarianceTypes) {
      const fit = await fitGaussianMixture(samples, { components: 2, covarianceType, starts: 8 })
      ends.set(covarianceType, fit.logLikelihoods.at(-1)!)
    }
    expect(ends.get('full')).toBeGreaterThan(ends.get('tied')!)
    expect(ends.get('full')).toBeGreaterThan(ends.get('diag')!)
    expect(ends.get('diag')).toBeGreaterThan(ends.get('spherical')!)
  }
})

describe('starts', () => {
  // A tree has no chance in it.
  it.each(startMethods.filter(method => method !== 'hierarchical'))('vary with a fixed seed, and means of a start are distinct: %s', async initialize => {
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

  it('differ between seeds', async () => {
    const ends = await Promise.all(
      [0, 1, 2, 3, 4].map(seed =>
        fitGaussianMixture(iris, { components: 5, initialize: 'random', starts: 1, seed, maxIterations: 0 }),
      ),
    )
    expect(new Set(ends.map(({ logLikelihoods }) => logLikelihoods[0])).size).toBe(5)
  })

  it('are one for a given mixture', async () => {
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 2, starts: 9, initialize: wideStart('full'),
    })
    expect(fit.starts.length).toBe(1)
  })

  it('that collapse are recorded, and the others go on', async () => {
    // Three copies of one point a little outside: a component of their own has no volume.
    const { samples } = blobs([[0, 0]], { rows: 60, seed: 1 })
    const data = Float64Array.of(...samples.data, 3, 3, 3, 3, 3, 3)
    const fit = await fitGaussianMixture(matrix(data, 63, 2), {
      components: 2, initialize: 'random', starts: 12, regularization: { absolute: 0 }, seed: 1,
    })
    const failed = fit.starts.filter(({ error }) => error)
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.length).toBeLessThan(12)
    for (const { error, meanLogLikelihood, converged } of failed) {
      expect(error).toMatchObject({ code: 'degenerate-covariance' })
      expect([meanLogLikelihood, converged]).toEqual([NaN, false])
    }
  })
})

describe('onIteration', () => {
  it('is told of every E-step of every start, in order', async () => {
    const seen: FitProgress[] = []
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 2, starts: 2, tolerance: 0, maxIterations: 3,
      onIteration: progress => void seen.push(progress),
    })
    expect(seen.map(({ start, starts, iteration }) => [start, starts, iteration])).toEqual([
      [0, 2, 0], [0, 2, 1], [0, 2, 2], [0, 2, 3], [1, 2, 0], [1, 2, 1], [1, 2, 2], [1, 2, 3],
    ])
    const best = fit.starts[0].meanLogLikelihood >= fit.starts[1].meanLogLikelihood ? 0 : 1
    expect(seen.filter(({ start }) => start === best).map(({ meanLogLikelihood }) => meanLogLikelihood)).toEqual(fit.logLikelihoods)
    expect(seen[0].parameters.means.length).toBe(4)
  })

  it('is waited for', async () => {
    let running = 0
    await fitGaussianMixture(oldFaithful, {
      components: 2, starts: 1, tolerance: 0, maxIterations: 3,
      onIteration: async () => {
        expect(++running).toBe(1)
        await new Promise(resolve => setTimeout(resolve, 2))
        running--
      },
    })
    expect(running).toBe(0)
  })

  it("keeps what was learned when it answers 'stop'", async () => {
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 3, starts: 4, onIteration: ({ iteration }) => (iteration === 2 ? 'stop' : undefined),
    })
    expect([fit.stopped, fit.converged, fit.iterations, fit.starts.length]).toEqual([true, false, 2, 1])
    expect(fit.logLikelihoods.length).toBe(3)
    expectClose([await fit.model.meanLogLikelihood(oldFaithful)], [fit.logLikelihoods[2]], { relative: 1e-12 })
  })

  it("keeps the better of the starts when it answers 'stop' in a later one", async () => {
    const fit = await fitGaussianMixture(oldFaithful, {
      components: 3, starts: 4, onIteration: ({ start, iteration }) => (start === 1 && iteration === 0 ? 'stop' : undefined),
    })
    expect([fit.stopped, fit.starts.length, fit.starts[0].converged]).toEqual([true, 2, true])
    expect(fit.logLikelihoods.at(-1)).toBe(fit.starts[0].meanLogLikelihood)
  })

  it("ends the fit even when 'stop' comes as a start converges", async () => {
    const whole = await fitGaussianMixture(threeBlobs.samples, { components: 3, starts: 1 })
    const fit = await fitGaussianMixture(threeBlobs.samples, {
      components: 3, starts: 4,
      onIteration: ({ iteration }) => (iteration === whole.iterations ? 'stop' : undefined),
    })
    expect([fit.stopped, fit.starts.length]).toEqual([true, 1])
  })

  it('passes its own failure on', async () => {
    const failure = new Error('chart closed')
    const fitting = fitGaussianMixture(oldFaithful, { components: 2, onIteration: () => Promise.reject(failure) })
    await expect(fitting).rejects.toBe(failure)
  })
})

it('is invariant to the order of rows and of columns', async () => {
  const order = Array.from({ length: 150 }, (_, row) => (row * 37) % 150) // 37 and 150 have no common divisor
  const columnOrder = [2, 0, 3, 1]
  const permuted = matrix(
    Float64Array.from({ length: 600 }, (_, at) => iris.data[4 * order[Math.floor(at / 4)] + columnOrder[at % 4]]),
    150,
    4,
  )
  for (const covarianceType of covarianceTypes) {
    const { model: start } = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1, maxIterations: 1 })
    const moved = {
      weights: start.weights,
      means: Array.from({ length: 3 }, (_, k) => columnOrder.map(i => start.means[4 * k + i])),
      covariances: storedCovariances(
        covarianceType,
        [0, 1, 2].map(k => columnOrder.flatMap(i => columnOrder.map(j => start.componentCovariance(k)[4 * i + j]))),
        4,
      ),
    }
    const options = { components: 3, covarianceType } as const
    const plain = await fitGaussianMixture(iris, { ...options, initialize: start })
    const other = await fitGaussianMixture(permuted, { ...options, initialize: moved })
    expectClose([other.logLikelihoods.at(-1)!], [plain.logLikelihoods.at(-1)!], { relative: 1e-9 })
    const labels = await plain.model.predict(iris)
    const otherLabels = await other.model.predict(permuted)
    expect(Array.from(otherLabels)).toEqual(order.map(row => labels[row]))
  }
})

it('holds its invariants on random data', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 60, max: 260 }), fc.nat(10_000),
      fc.constantFrom(...covarianceTypes),
      async (components, columns, rows, seed, covarianceType) => {
        const { model, logLikelihoods } = await fitGaussianMixture(noise(rows, columns, seed), {
          components, covarianceType, starts: 2, tolerance: 1e-4, seed,
        })
        expect(Math.abs(model.weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-12)
        for (let k = 1; k < components; k++) expect(model.weights[k]).toBeLessThanOrEqual(model.weights[k - 1])
        expect(largestFall(logLikelihoods)).toBeLessThan(1e-6)
      },
    ),
    { seed: 3, numRuns: 40 },
  )
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
