// Properties that hold for any data, tested on small random data with fixed seeds. invariances.test.ts and
// weightsBatchesMissing.test.ts test them on real data for every structure.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { covarianceStructure, covarianceTypes } from '../covariance/structures.js'
import { chunksSource, fitGaussianMixture, GaussianMixture, matrix, type Matrix } from '../index.js'
import { storedCovariances } from '../testing/storedCovariances.js'
import { scalableTypes } from '../testing/structureNames.js'
import { noise } from '../testing/blobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { randomMixture } from '../testing/randomMixture.js'

const runs = { seed: 11, numRuns: 25 }
/** Options for EM steps from a given mixture: without starts and convergence, only the data affect the result. */
const steps = { tolerance: 0, maxIterations: 4, acceleration: 'none' } as const

/** A few rows near a random mixture of two components in three columns, and that mixture as the start. */
const problem = fc.record({
  seed: fc.nat(10_000),
  rows: fc.integer({ min: 30, max: 90 }),
  covarianceType: fc.constantFrom(...covarianceTypes),
})

function drawn({ seed, rows, covarianceType }: { seed: number; rows: number; covarianceType: (typeof covarianceTypes)[number] }) {
  const start = GaussianMixture.fromParameters(randomMixture(covarianceType, { components: 2, columns: 3, seed }))
  return { start, samples: start.sample(rows, { seed }).samples, options: { components: 2, covarianceType, ...steps } as const }
}

const mapped = ({ data, rows, columns }: Matrix, map: (value: number, column: number) => number): Matrix =>
  matrix(Float64Array.from(data, (value, at) => map(value, at % columns)), rows, columns)

/** The start under x -> A x + b with A [3, 3]. */
function moved(start: GaussianMixture, a: readonly (readonly number[])[], b: readonly number[]) {
  const product = (m: readonly (readonly number[])[], n: readonly (readonly number[])[]): number[][] =>
    m.map(row => n[0].map((_, j) => row.reduce((sum, value, i) => sum + value * n[i][j], 0)))
  const transposed = a[0].map((_, j) => a.map(row => row[j]))
  return {
    weights: start.weights,
    means: [0, 1].map(k => a.map((row, i) => b[i] + row.reduce((sum, value, j) => sum + value * start.means[3 * k + j], 0))),
    covariances: storedCovariances(
      start.covarianceType,
      [0, 1].map(k => {
        const covariance = start.componentCovariance(k)
        const symmetric = product(product(a, [0, 1, 2].map(i => Array.from(covariance.subarray(3 * i, 3 * i + 3)))), transposed)
        return symmetric.flatMap((row, i) => row.map((value, j) => (value + symmetric[j][i]) / 2))
      }),
      3,
    ),
  }
}

const identity = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
/** Rounding error of a few EM steps on numbers of size 10. */
const rounding = { relative: 1e-8, floor: 1 }

it('translation only moves means', async () => {
  await fc.assert(
    fc.asyncProperty(problem, fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 3 }), async (given, shift) => {
      const { start, samples, options } = drawn(given)
      const here = await fitGaussianMixture(samples, { ...options, initialize: start })
      const there = await fitGaussianMixture(mapped(samples, (value, i) => value + shift[i]), { ...options, initialize: moved(start, identity, shift) })
      expectClose(there.logLikelihoods, here.logLikelihoods, rounding)
      expectClose(there.model.means, here.model.means.map((value, at) => value + shift[at % 3]), rounding)
    }),
    runs,
  )
})

const scales = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 3, maxLength: 3 })

it('a scale per column only scales the density, if the structure is closed under it', async () => {
  const scalableProblem = problem.chain(given => fc.constantFrom(...scalableTypes).map(covarianceType => ({ ...given, covarianceType })))
  await fc.assert(
    fc.asyncProperty(scalableProblem, scales, async (given, exponents) => {
      const { start, samples, options } = drawn(given)
      const units = exponents.map(exponent => 2 ** exponent)
      const a = units.map((unit, i) => units.map((_, j) => (i === j ? unit : 0)))
      const here = await fitGaussianMixture(samples, { ...options, initialize: start })
      const there = await fitGaussianMixture(mapped(samples, (value, i) => value * units[i]), { ...options, initialize: moved(start, a, [0, 0, 0]) })
      const logDeterminant = exponents.reduce((sum, exponent) => sum + exponent * Math.LN2, 0)
      expectClose(there.logLikelihoods, here.logLikelihoods.map(value => value - logDeterminant), rounding)
    }),
    runs,
  )
})

it('a common scale of all columns only scales the density, for every structure', async () => {
  await fc.assert(
    fc.asyncProperty(problem, fc.integer({ min: -20, max: 20 }), async (given, exponent) => {
      const { start, samples, options } = drawn(given)
      const unit = 2 ** exponent
      const here = await fitGaussianMixture(samples, { ...options, initialize: start })
      const there = await fitGaussianMixture(mapped(samples, value => value * unit), {
        ...options, initialize: moved(start, identity.map(row => row.map(value => value * unit)), [0, 0, 0]),
      })
      expectClose(there.logLikelihoods, here.logLikelihoods.map(value => value - 3 * exponent * Math.LN2), rounding)
    }),
    runs,
  )
})

it('affine maps only divide the density by their determinant, for full and tied', async () => {
  const correlated = problem.chain(given => fc.constantFrom('full' as const, 'tied' as const).map(covarianceType => ({ ...given, covarianceType })))
  const entry = fc.integer({ min: -8, max: 8 }).map(value => value / 8)
  await fc.assert(
    fc.asyncProperty(correlated, fc.array(entry, { minLength: 9, maxLength: 9 }), async (given, entries) => {
      // 4 on the diagonal dominates two entries of at most 1, so the matrix is invertible with a condition number below 3.
      const a = [0, 1, 2].map(i => [0, 1, 2].map(j => entries[3 * i + j] + (i === j ? 4 : 0)))
      const { start, samples, options } = drawn(given)
      const here = await fitGaussianMixture(samples, { ...options, initialize: start })
      const image = Float64Array.from(samples.data, (_, at) => a[at % 3].reduce((sum, value, j) => sum + value * samples.data[at - (at % 3) + j], 0))
      const there = await fitGaussianMixture(matrix(image, samples.rows, 3), { ...options, initialize: moved(start, a, [0, 0, 0]) })
      const [[p, q, r], [s, t, u], [v, w, x]] = a
      const logDeterminant = Math.log(Math.abs(p * (t * x - u * w) - q * (s * x - u * v) + r * (s * w - t * v)))
      expectClose(there.logLikelihoods, here.logLikelihoods.map(value => value - logDeterminant), rounding)
    }),
    runs,
  )
})

it('the order of rows, columns and components only changes the order of the result', async () => {
  await fc.assert(
    fc.asyncProperty(problem, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.integer({ min: 1, max: 29 }), async (given, columnOrder, turn) => {
      const { start, samples, options } = drawn(given)
      const { rows, data } = samples
      const here = await fitGaussianMixture(samples, { ...options, initialize: start })
      const permuted = Float64Array.from(data, (_, at) => data[3 * ((Math.floor(at / 3) + turn) % rows) + columnOrder[at % 3]])
      const permutation = columnOrder.map(i => identity[i])
      const same = moved(start, permutation, [0, 0, 0])
      const there = await fitGaussianMixture(matrix(permuted, rows, 3), { ...options, initialize: same })
      expectClose(there.logLikelihoods, here.logLikelihoods, rounding)
      expectClose(there.model.means, here.model.means.map((_, at) => here.model.means[at - (at % 3) + columnOrder[at % 3]]), rounding)
      const isShared = covarianceStructure(given.covarianceType).layout.shared
      const half = start.covariances.length / 2
      const swapped = {
        weights: [start.weights[1], start.weights[0]],
        means: [start.componentMean(1), start.componentMean(0)],
        covariances: isShared ? start.covariances : [start.covariances.slice(half), start.covariances.slice(0, half)],
      }
      const other = await fitGaussianMixture(samples, { ...options, initialize: swapped })
      expect(other.model.toJSON()).toEqual(here.model.toJSON())
    }),
    runs,
  )
})

it('the sizes of chunks do not change the result', async () => {
  await fc.assert(
    fc.asyncProperty(problem, fc.array(fc.integer({ min: 1, max: 29 }), { maxLength: 4 }), async (given, cuts) => {
      const { start, samples, options } = drawn(given)
      const ends = [...new Set(cuts)].sort((a, b) => a - b).concat(samples.rows)
      const chunks = ends.map((to, i) => {
        const from = i === 0 ? 0 : ends[i - 1]
        return matrix(samples.data.slice(3 * from, 3 * to), to - from, 3)
      })
      const whole = await fitGaussianMixture(samples, { ...options, initialize: start })
      const parts = await fitGaussianMixture(await chunksSource(() => chunks), { ...options, initialize: start })
      expectClose(parts.logLikelihoods, whole.logLikelihoods, rounding)
      expectClose(parts.model.covariances, whole.model.covariances, rounding)
    }),
    runs,
  )
})

it('weight n is the row n times, and weight 0 is the row removed', async () => {
  await fc.assert(
    fc.asyncProperty(problem, fc.array(fc.nat(3), { minLength: 90, maxLength: 90 }), async (given, counts) => {
      const { start, samples, options } = drawn(given)
      const weights = Float64Array.from(counts.slice(0, samples.rows), (count, row) => (row < 20 ? 1 : count)) // enough rows for two covariances
      const repeated = Array.from(weights).flatMap((weight, row) =>
        new Array<Float64Array>(weight).fill(Float64Array.from(samples.data.subarray(3 * row, 3 * row + 3))),
      )
      const weighted = await fitGaussianMixture(samples, { ...options, initialize: start, sampleWeights: weights })
      const duplicated = await fitGaussianMixture(repeated, { ...options, initialize: start })
      expectClose(weighted.logLikelihoods, duplicated.logLikelihoods, rounding)
      expectClose(weighted.model.means, duplicated.model.means, rounding)
    }),
    runs,
  )
})

it('weights are a distribution in descending order, and the likelihood does not fall', async () => {
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

/** Largest loss between two iterations of a trajectory; 0 if it never falls. */
function largestFall(logLikelihoods: readonly number[]): number {
  let fall = 0
  for (let i = 1; i < logLikelihoods.length; i++) fall = Math.max(fall, logLikelihoods[i - 1] - logLikelihoods[i])
  return fall
}
