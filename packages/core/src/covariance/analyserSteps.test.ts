import { describe, expect, it } from 'vitest'
import { createRandom, matrix } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { mStep } from '../em/mStep.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { completeSource } from '../statistics/completeSource.js'
import { accumulateFrom, projectedIterate, scatterRequest } from '../statistics/projections.js'
import { kernelNames } from '../testing/kernelNames.js'
import { openAnalyserSteps } from './analyserSteps.js'
import { factorCovariance } from './factorModel.js'
import { factorModelOf } from './storedFactors.js'
import { loadSteps } from './structures.js'

await loadSteps({ factors: 1 })

/** Rows of two analysers. A Heywood column equals the first factor, so that its axis is among the directions. */
function wideRows({ rows, columns, factors, heywood }: { rows: number; columns: number; factors: number; heywood: boolean }) {
  const random = createRandom(rows + columns)
  const loadings = Float64Array.from({ length: 2 * factors * columns }, () => random.normal())
  const data = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const k = row % 2
    const scores = Float64Array.from({ length: factors }, () => random.normal())
    for (let i = 0; i < columns; i++) {
      let value = 3 * k + 0.7 * random.normal()
      for (let l = 0; l < factors; l++) value += scores[l] * loadings[(k * factors + l) * columns + i]
      data[row * columns + i] = heywood && i < 2 ? 3 * k + scores[i % factors] : value
    }
  }
  return matrix(data, rows, columns)
}

const firstModel = (columns: number, factors: number): MixtureParameters => {
  const random = createRandom(columns)
  const covariances = Float64Array.from({ length: 2 * columns * (factors + 1) }, (_, at) => (at % (factors + 1) < factors ? random.normal() : 1 + random.uniform()))
  const means = Float64Array.from({ length: 2 * columns }, (_, at) => (at < columns ? 0 : 3) + 0.1 * random.normal())
  return { covarianceType: { factors }, components: 2, columns, weights: Float64Array.of(0.5, 0.5), means, covariances }
}

const covariancesOf = ({ covariances, columns }: MixtureParameters, factors: number): number[] =>
  [0, 1].flatMap(component => [...factorCovariance(factorModelOf(covariances, { component, columns, factors }))])

describe.each(kernelNames.filter(name => name !== 'reference'))('steps of analysers (%s)', name => {
  it.each([
    { rows: 60, columns: 24, factors: 1, heywood: false },
    { rows: 80, columns: 31, factors: 2, heywood: false },
    { rows: 300, columns: 31, factors: 2, heywood: true },
    { rows: 90, columns: 64, factors: 5, heywood: false },
    { rows: 400, columns: 65, factors: 5, heywood: true },
  ])('agree with their definition: %o', async shape => {
    const { columns, factors } = shape
    const source = await completeSource(wideRows(shape), { kernels: 'reference' })
    const steps = (await openAnalyserSteps(name, { covarianceType: { factors }, columns }))!
    const regularization = new Float64Array(columns).fill(1e-6)
    const covarianceType = { factors }
    let previous = firstModel(columns, factors)
    let before: ReturnType<typeof projectedIterate>
    for (let round = 0; round < 12; round++) {
      const request = scatterRequest(previous, before)
      const found = scatterRequest(previous, before, steps)
      expect(found.directions!.length).toBe(request.directions!.length)
      // Directions that are left of almost nothing carry its rounding errors.
      if (round < 3) expectClose(found.directions!, request.directions!, { relative: 1e-6, floor: 1e-2 })
      const statistics = await accumulateFrom(source, previous, request)
      const expected = mStep(statistics, { covarianceType, regularization, previous })
      const actual = mStep(statistics, { covarianceType, regularization, previous, steps })
      expect(actual.means).toEqual(expected.means)
      // Noise of a millionth, as Heywood columns have, makes a thousand of each rounding error.
      expectClose(covariancesOf(actual, factors), covariancesOf(expected, factors), { relative: shape.heywood ? 1e-7 : 1e-9, floor: 1e-2 })
      before = projectedIterate(previous, statistics)
      previous = expected
    }
    if (shape.heywood) expect(before!.directions.length).toBeGreaterThan(2 * 3 * factors * columns)
  })

  it('lead a fit to the optimum of the definition', async () => {
    const samples = wideRows({ rows: 120, columns: 40, factors: 2, heywood: true })
    const options = { components: 2, covarianceType: { factors: 2 } } as const
    const [fit, reference] = [await fitGaussianMixture(samples, { ...options, kernels: name }), await fitGaussianMixture(samples, { ...options, kernels: 'reference' })]
    expectClose([fit.logLikelihoods.at(-1)!], [reference.logLikelihoods.at(-1)!], { relative: 1e-9 })
  })

  it('name a component with a column that does not vary', async () => {
    const columns = 24
    const steps = (await openAnalyserSteps(name, { covarianceType: { factors: 1 }, columns }))!
    const previous = firstModel(columns, 1)
    const source = await completeSource(wideRows({ rows: 60, columns, factors: 1, heywood: false }), {})
    const statistics = await accumulateFrom(source, previous, scatterRequest(previous))
    const scatters = statistics.scatters.slice()
    scatters[columns + 3] = 0
    const sums = new Float64Array(2 * columns)
    const constant = (): unknown => mStep({ ...statistics, scatters, sums }, { covarianceType: { factors: 1 }, regularization: new Float64Array(columns), previous, steps })
    expect(constant).toThrow('covariance of component 1 is not positive definite: pivot 0.00e+0 at row 3.')
  })
})

it('are the definitions themselves for few columns, for other structures and without WASM', async () => {
  expect(await openAnalyserSteps(undefined, { covarianceType: 'diag', columns: 100 })).toBeUndefined()
  expect(await openAnalyserSteps(undefined, { covarianceType: { factors: 1 }, columns: 23 })).toBeUndefined()
  expect(await openAnalyserSteps('reference', { covarianceType: { factors: 1 }, columns: 24 })).toBeUndefined()
})
