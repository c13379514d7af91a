// Results do not depend on the distances between clusters or on a few stray rows.
import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { adjustedRandIndex, fitGaussianMixture, fitStudentMixture, matrix, partialFit, selectGaussianMixture, startOnlineFit, type GaussianMixture, type Matrix } from '../index.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'

/** Standard normal rows in two columns; every second row is moved by `distance`. */
function pair(distance: number, { rows = 400, seed = 11, map = (value: number): number => value } = {}): Matrix {
  const random = createRandom(seed)
  const data = Float64Array.from({ length: 2 * rows }, (_, at) => map(random.normal() + (Math.floor(at / 2) % 2 ? distance : 0)))
  return matrix(data, rows, 2)
}
const parity = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row % 2)

describe.each([20, 1e3, 1e5, 1e7])('clusters %d deviations apart', distance => {
  it.each(['full', 'tied', 'diag', 'spherical'] as const)('keep their variances (%s)', async covarianceType => {
    const samples = pair(distance)
    const fit = await fitGaussianMixture(samples, { components: 2, covarianceType })
    const plain = await fitGaussianMixture(samples, { components: 2, covarianceType, regularization: { absolute: 0 } })
    expect(fit.collapsed).toBe(false)
    // Regularisation adds at most 1e-6 divided by the share 1/2 of a cluster; two runs also differ within their tolerance.
    expectClose(fit.model.covariances, plain.model.covariances, { relative: 1e-5, floor: 1 })
    expect(adjustedRandIndex(parity(400), await fit.model.predict(samples))).toBe(1)
  })

  it('are two, by BIC', async () => {
    expect((await selectGaussianMixture(pair(distance), { components: { minimum: 1, maximum: 3 } })).best.model.components).toBe(2)
  })
})

describe.each([400, 3000, 1e5])('a cluster inside one %d times as wide', width => {
  const random = createRandom(31)
  const samples = matrix(Float64Array.from({ length: 800 }, (_, at) => (Math.floor(at / 2) % 2 ? width : 1) * random.normal()), 400, 2)

  it.each(['full', 'diag', 'spherical', 'VVI'] as const)('keeps its variances (%s)', async covarianceType => {
    const fit = await fitGaussianMixture(samples, { components: 2, covarianceType })
    const known = await fitGaussianMixture(samples, { components: 2, covarianceType, initialize: { labels: parity(400) }, regularization: { absolute: 0 } })
    expect(fit.collapsed).toBe(false)
    const narrow = (model: GaussianMixture): number => Math.min(model.componentVariances(0)[0], model.componentVariances(1)[0])
    // Regularisation adds 1e-6 of the core variance, a few times that of the cluster; two runs also differ within their tolerance.
    expectClose([narrow(fit.model)], [narrow(known.model)], { relative: 1e-4 })
  })

  it('gives two components by BIC', async () => {
    expect((await selectGaussianMixture(samples, { components: { minimum: 1, maximum: 3 } })).best.model.components).toBe(2)
  })
})

it('keeps the variances of rounded clusters, for fine and coarse steps', async () => {
  for (const step of [1e-3, 0.5]) {
    const samples = pair(1e4, { map: value => step * Math.round(value / step) })
    const { model, collapsed } = await fitGaussianMixture(samples, { components: 2 })
    const plain = await fitGaussianMixture(samples, { components: 2, regularization: { absolute: 0 } })
    expect(collapsed).toBe(false)
    expectClose(model.covariances, plain.model.covariances, { relative: 1e-5, floor: 1 })
  }
})

it('reports collapse onto equal values even if other clusters are far away', async () => {
  const { data } = pair(1e4)
  const samples = matrix(Float64Array.of(...data, ...new Float64Array(60).fill(2)), 430, 2)
  const fit = await fitGaussianMixture(samples, { components: 3, initialize: { labels: [...parity(400), ...new Array<number>(30).fill(2)] } })
  expect(fit.collapsed).toBe(true)
})

it('finds two clusters despite one far row, also with t components', async () => {
  const { data } = pair(8)
  const samples = matrix(Float64Array.of(...data, 3e6, 4), 401, 2)
  const { model } = await fitGaussianMixture(samples, { components: 3 })
  expect(adjustedRandIndex(parity(400), (await model.predict(samples)).slice(0, 400))).toBeGreaterThan(0.98)
  const student = await fitStudentMixture(samples, { components: 2 })
  expect(adjustedRandIndex(parity(400), (await student.model.predict(samples)).slice(0, 400))).toBeGreaterThan(0.98)
})

it('has the same scale with missing cells and in online fits', async () => {
  const samples = pair(1e5)
  const holed = matrix(samples.data.map((value, at) => (at % 14 === 3 ? NaN : value)), 400, 2)
  const { model } = await fitGaussianMixture(holed, { components: 2, missing: 'marginalize' })
  for (const k of [0, 1]) expectClose([model.componentCovariance(k)[0], model.componentCovariance(k)[3]], [1, 1], { relative: 0.25 })
  const online = await partialFit(startOnlineFit({ model }), samples)
  expectClose([online.model.componentCovariance(0)[0]], [1], { relative: 0.25 })
})

it('finds thin oblique bands and their number from every seed', async () => {
  for (let seed = 0; seed < 10; seed++) {
    const random = createRandom(70 + seed)
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)]
    const rows = Array.from({ length: 300 }, (_, row) => {
      const [across, along] = [5 * (row % 2) + 0.6 * random.normal(), 40 * random.normal()]
      return [c * across - s * along, s * across + c * along]
    })
    const { model } = await fitGaussianMixture(rows, { components: 2, seed })
    expect(adjustedRandIndex(parity(300), await model.predict(rows))).toBe(1)
    if (seed > 1) continue
    expect((await selectGaussianMixture(rows, { components: { minimum: 1, maximum: 4 }, seed })).best.model.components).toBe(2)
  }
})
