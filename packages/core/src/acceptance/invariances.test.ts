// Behaviours 16 to 19 (see algebra.test.ts for the list): results do not depend on offsets, on units, on the order of rows,
// columns and components, or on float32 against float64.
import { describe, expect, it } from 'vitest'
import type { ParsimoniousType } from '../covariance/covarianceStructure.js'
import { covarianceStructure, covarianceTypes } from '../covariance/structures.js'
import { fitGaussianMixture, matrix, type GaussianMixtureFit, type Matrix } from '../index.js'
import type { InitialMixture } from '../mixture/initialMixture.js'
import { everyStructure } from '../testing/everyStructure.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris, irisSpecies } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { storedCovariances } from '../testing/storedCovariances.js'
import { scalableTypes } from '../testing/structureNames.js'

const mapCells = ({ data, rows, columns }: Matrix, map: (value: number, column: number) => number): Matrix =>
  matrix(Float64Array.from(data, (value, at) => map(value, at % columns)), rows, columns)

/** y = A x for every row. */
const transform = ({ data, rows, columns }: Matrix, a: readonly (readonly number[])[]): Matrix =>
  matrix(
    Float64Array.from({ length: rows * columns }, (_, at) => {
      const row = Math.floor(at / columns)
      return a[at % columns].reduce((sum, value, j) => sum + value * data[row * columns + j], 0)
    }),
    rows,
    columns,
  )

const lastOf = ({ logLikelihoods }: GaussianMixtureFit): number => logLikelihoods.at(-1)!

describe.each(covarianceTypes)('%s', covarianceType => {
  it.each([100, 1e6, -1e8])('16. does not depend on an offset of %d', async offset => {
    for (const samples of [oldFaithful, iris]) {
      // Adding the offset rounds the data to multiples of 1.5e-8; subtracting it is exact, so both data sets have one shape.
      const far = mapCells(samples, value => value + offset)
      const near = mapCells(far, value => value - offset)
      const accelerated = { components: 3, covarianceType } as const
      const ends = [lastOf(await fitGaussianMixture(far, accelerated)), lastOf(await fitGaussianMixture(near, accelerated))]
      // Acceleration amplifies rounding errors, so runs end anywhere within the tolerance of their optimum.
      expectClose([ends[0]], [ends[1]], { relative: 1e-7 })
      const options = { ...accelerated, acceleration: 'none' } as const
      const [there, here] = [await fitGaussianMixture(far, options), await fitGaussianMixture(near, options)]
      // Means at 1e8 are rounded to 1.5e-8, while standard deviations are at least 0.1.
      expectClose([lastOf(there)], [lastOf(here)], { relative: 1e-7 })
      expectClose(there.model.means, here.model.means.map(value => value + offset), { relative: 1e-13, floor: 1e8 })
      expectClose(there.model.covariances, here.model.covariances, { relative: 1e-5, floor: 1e-2 })
      expect(await there.model.predict(far)).toEqual(await here.model.predict(near))
    }
  })

  it('17. does not depend on the units of the columns, with relative regularisation', async () => {
    const isScalable = scalableTypes.some(type => type === covarianceType)
    const scales = !isScalable ? [1e-3, 1e6] : [[1e-3, 1e6, 1, 1e3], [1e6, 1e-3, 1e-3, 0.7]]
    for (const samples of [oldFaithful, iris]) {
      for (const scale of scales) {
        const of = (column: number): number => (typeof scale === 'number' ? scale : scale[column])
        const scaled = mapCells(samples, (value, column) => of(column) * value)
        let logDeterminant = 0
        for (let i = 0; i < samples.columns; i++) logDeterminant += Math.log(of(i))
        const options = { components: 3, covarianceType } as const
        const [there, here] = [await fitGaussianMixture(scaled, options), await fitGaussianMixture(samples, options)]
        // p(Ax) = p(x) / |det A|. Only rounding errors differ, but they may end a run one iteration earlier.
        expectClose([lastOf(there)], [lastOf(here) - logDeterminant], { relative: 1e-8, floor: 1 })
        expect(await there.model.predict(scaled)).toEqual(await here.model.predict(samples))
      }
    }
  })

  it('17. has the scale equivariance that absolute regularisation lacks', async () => {
    const scaled = mapCells(oldFaithful, value => 1e-3 * value)
    const gap = async (regularization: { relative: number } | { absolute: number }): Promise<number> => {
      const options = { components: 2, covarianceType, regularization } as const
      const [there, here] = [await fitGaussianMixture(scaled, options), await fitGaussianMixture(oldFaithful, options)]
      return Math.abs(lastOf(there) - (lastOf(here) - 2 * Math.log(1e-3)))
    }
    expect(await gap({ relative: 1e-6 })).toBeLessThan(1e-8)
    expect(await gap({ absolute: 1e-6 })).toBeGreaterThan(1e-3)
  })
})

describe.each(['full', 'tied'] as const)('%s', covarianceType => {
  it('17. is equivariant under affine maps from a given start, with relative regularisation', async () => {
    const a = [[2, 0.5, 0, -1], [0, 1, 0.25, 0], [-0.5, 0, 3, 1], [0.1, 0.2, 0.3, 0.4]]
    const logDeterminant = Math.log(Math.abs(determinant(a)))
    const { model } = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1, maxIterations: 2 })
    const conjugate = (covariance: Float64Array): number[][] => {
      const c = Array.from({ length: 4 }, (_, i) => Array.from(covariance.subarray(4 * i, 4 * i + 4)))
      return product(product(a, c), transpose(a))
    }
    const start: InitialMixture = {
      weights: model.weights,
      means: Array.from({ length: 3 }, (_, k) => a.map(row => row.reduce((sum, value, j) => sum + value * model.means[4 * k + j], 0))),
      covariances: covarianceType === 'tied' ? conjugate(model.covariances) : [0, 1, 2].map(k => conjugate(model.componentCovariance(k))),
    }
    const options = { components: 3, covarianceType } as const
    const here = await fitGaussianMixture(iris, { ...options, initialize: model })
    const mapped = transform(iris, a)
    const there = await fitGaussianMixture(mapped, { ...options, initialize: start })
    const common = Math.min(here.logLikelihoods.length, there.logLikelihoods.length)
    expect(common).toBeGreaterThan(5)
    expectClose(
      there.logLikelihoods.slice(0, common),
      here.logLikelihoods.slice(0, common).map(value => value - logDeterminant),
      { relative: 1e-9, floor: 1 },
    )
    expect(await there.model.predict(mapped)).toEqual(await here.model.predict(iris))
  })
})

describe.each(everyStructure)('%s', (_name, covarianceType) => {
  it('19. fits float32 samples like their float64 copies, and close to the original float64 samples', async () => {
    const data = Float32Array.from(iris.data)
    const options = { components: 3, covarianceType } as const
    const single = await fitGaussianMixture(matrix(data, 150, 4), options)
    const widened = await fitGaussianMixture(matrix(Float64Array.from(data), 150, 4), options)
    expect(single.model.toJSON()).toEqual(widened.model.toJSON())
    const double = await fitGaussianMixture(iris, options)
    // float32 has 24 bits, a relative error of 6e-8; standard deviations are about a tenth of the values.
    expectClose(single.model.means, double.model.means, { relative: 1e-5 })
    expectClose([single.logLikelihoods.at(-1)!], [double.logLikelihoods.at(-1)!], { relative: 1e-5 })
  })

  it('19. is the same on every kernel', async () => {
    const fits = await Promise.all(
      // Acceleration would amplify the differences in rounding.
      kernelNames.map(kernels => fitGaussianMixture(iris, { components: 3, covarianceType, kernels, acceleration: 'none' })),
    )
    // Rounding errors differ, but EM contracts the differences to 1e-9 after a hundred iterations.
    expectClose([fits[1].logLikelihoods.at(-1)!], [fits[0].logLikelihoods.at(-1)!], { relative: 1e-9 })
    // The iteration for factors ends within 1e-9 nats of its maximum; rounding errors may change its number of rounds.
    const relative = typeof covarianceType === 'string' ? 1e-9 : 1e-6
    expectClose(fits[1].model.weights, fits[0].model.weights, { relative })
    expectClose(fits[1].model.means, fits[0].model.means, { relative })
    expectClose(fits[1].model.covariances, fits[0].model.covariances, { relative, floor: 1 })
  })

  it('18. permuted components only permute the result, bit for bit', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1, maxIterations: 2 })
    const turn = <T>(values: readonly T[]): T[] => [values[2], values[0], values[1]]
    const thirds = (values: Float64Array): number[][] =>
      [0, 1, 2].map(k => Array.from(values.subarray((k * values.length) / 3, ((k + 1) * values.length) / 3)))
    const isShared = covarianceStructure(covarianceType).layout.shared
    const turned = {
      weights: turn(Array.from(model.weights)),
      means: turn(thirds(model.means)),
      covariances: isShared ? model.covariances : turn(thirds(model.covariances)),
    }
    const options = { components: 3, covarianceType, tolerance: 0, maxIterations: 5 } as const
    const plain = await fitGaussianMixture(iris, { ...options, initialize: model })
    const other = await fitGaussianMixture(iris, { ...options, initialize: turned })
    expect(other.model.toJSON()).toEqual(plain.model.toJSON())
    expect(other.logLikelihoods).toEqual(plain.logLikelihoods)
  })
})

it('18. is invariant to the order of rows and of columns', async () => {
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

it('18. orders the nested structures of scikit-learn by likelihood', async () => {
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

/** Pairs of structures where the second contains the first, without another structure in between. */
const containedIn: readonly (readonly [ParsimoniousType, ParsimoniousType])[] = [
  ['EII', 'VII'], ['EII', 'EEI'], ['VII', 'VEI'], ['EEI', 'VEI'], ['EEI', 'EVI'], ['VEI', 'VVI'], ['EVI', 'VVI'],
  ['EEI', 'EEE'], ['VEI', 'VEE'], ['EVI', 'EVE'], ['VVI', 'VVE'], ['EEE', 'VEE'], ['EEE', 'EVE'], ['EEE', 'EEV'],
  ['VEE', 'VVE'], ['EVE', 'VVE'], ['VEE', 'VEV'], ['EEV', 'VEV'], ['EVE', 'EVV'], ['EEV', 'EVV'],
  ['VVE', 'VVV'], ['VEV', 'VVV'], ['EVV', 'VVV'],
]

it.each(containedIn)('18. %s is contained in %s, so from its optimum the likelihood rises', async (small, large) => {
  const options = { components: 3, regularization: { absolute: 0 } } as const
  const from = await fitGaussianMixture(iris, { ...options, covarianceType: small, initialize: { labels: irisSpecies } })
  const { model } = from
  const covariances = storedCovariances(large, [0, 1, 2].map(k => model.componentCovariance(k)), 4)
  const initialize: InitialMixture = { weights: model.weights, means: model.means, covariances }
  const to = await fitGaussianMixture(iris, { ...options, covarianceType: large, initialize })
  expect(to.logLikelihoods[0]).toBeCloseTo(lastOf(from), 10)
  for (let i = 1; i < to.logLikelihoods.length; i++) expect(to.logLikelihoods[i]).toBeGreaterThan(to.logLikelihoods[i - 1] - 1e-12)
  expect(to.model.parameterCount).toBeGreaterThan(model.parameterCount)
})

function product(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map(row => b[0].map((_, j) => row.reduce((sum, value, i) => sum + value * b[i][j], 0)))
}

function transpose(a: readonly (readonly number[])[]): number[][] {
  return a[0].map((_, j) => a.map(row => row[j]))
}

function determinant(a: readonly (readonly number[])[]): number {
  if (a.length === 1) return a[0][0]
  return a[0].reduce(
    (sum, value, j) =>
      sum + (-1) ** j * value * determinant(a.slice(1).map(row => row.filter((_, column) => column !== j))),
    0,
  )
}
