import { describe, expect, it } from 'vitest'
import { covarianceTypes } from '../covariance/structures.js'
import { matrix, type Matrix } from '../matrix/matrix.js'
import { expectClose } from '../testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { fitGaussianMixture, type GaussianMixtureFit } from './fitGaussianMixture.js'
import type { InitialMixture } from './initialMixture.js'

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
  it.each([100, 1e6, 1e8, -1e8])('does not notice that data lie at %d', async offset => {
    for (const samples of [oldFaithful, iris]) {
      // Adding rounds the data to multiples of 1.5e-8; taking away again is exact, so both fits see the same shape.
      const far = mapCells(samples, value => value + offset)
      const near = mapCells(far, value => value - offset)
      const accelerated = { components: 3, covarianceType } as const
      const ends = [lastOf(await fitGaussianMixture(far, accelerated)), lastOf(await fitGaussianMixture(near, accelerated))]
      // Extrapolation enlarges rounding, so runs end anywhere within the tolerance of their optimum.
      expectClose([ends[0]], [ends[1]], { relative: 1e-7 })
      const options = { ...accelerated, acceleration: 'none' } as const
      const [there, here] = [await fitGaussianMixture(far, options), await fitGaussianMixture(near, options)]
      // Means at 1e8 are rounded to 1.5e-8, against standard deviations of 0.1 and more.
      expectClose([lastOf(there)], [lastOf(here)], { relative: 1e-7 })
      expectClose(there.model.means, here.model.means.map(value => value + offset), { relative: 1e-13, floor: 1e8 })
      expectClose(there.model.covariances, here.model.covariances, { relative: 1e-5, floor: 1e-2 })
      expect(await there.model.predict(far)).toEqual(await here.model.predict(near))
    }
  })

  it('does not notice the units of the columns, regularisation included', async () => {
    const isScalable = ['full', 'tied', 'diag', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVV', 'VVV'].includes(covarianceType)
    const scales = !isScalable ? [1e-3, 1e6] : [[1e-3, 1e6, 1, 1e3], [1e6, 1e-3, 1e-3, 0.7]]
    for (const samples of [oldFaithful, iris]) {
      for (const scale of scales) {
        const of = (column: number): number => (typeof scale === 'number' ? scale : scale[column])
        const scaled = mapCells(samples, (value, column) => of(column) * value)
        let logDeterminant = 0
        for (let i = 0; i < samples.columns; i++) logDeterminant += Math.log(of(i))
        const options = { components: 3, covarianceType } as const
        const [there, here] = [await fitGaussianMixture(scaled, options), await fitGaussianMixture(samples, options)]
        // p(Ax) = p(x) / |det A|. Rounding alone differs, though a run may end one iteration sooner by it.
        expectClose([lastOf(there)], [lastOf(here) - logDeterminant], { relative: 1e-8, floor: 1 })
        expect(await there.model.predict(scaled)).toEqual(await here.model.predict(samples))
      }
    }
  })

  it('has the scale equivariance that absolute regularisation lacks', async () => {
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
  it('is equivariant under affine maps from a given start, regularisation included', async () => {
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
