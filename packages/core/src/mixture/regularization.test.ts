import { describe, expect, it } from 'vitest'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import { matrix, type Matrix } from '../matrix/matrix.js'
import { createRandom } from '../random/random.js'
import { completeSource } from '../statistics/completeSource.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { expectClose } from '../testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { randomMixture } from '../testing/randomMixture.js'
import { prepareRegularization, regularizationMatrix } from './regularization.js'

const regularization = { relative: 0.5 }
const rowsOf = ({ data, columns }: Matrix, rows: number): Matrix => matrix(data.slice(0, rows * columns), rows, columns)

/** A source that counts its passes. */
async function counted(samples: Matrix, weights?: Float64Array): Promise<{ source: StatisticsSource; passes: () => number }> {
  const source = await completeSource(samples, { weights })
  let passes = 0
  return { source: { ...source, accumulate: (...asked) => (passes++, source.accumulate(...asked)) }, passes: () => passes }
}

describe.each<CovarianceType>(['full', 'tied', 'diag', 'spherical', { factors: 1 }])('prepareRegularization, %j', covarianceType => {
  const { scatter } = covarianceStructure(covarianceType).layout
  const mixture = randomMixture(covarianceType, { components: 3, columns: 4, seed: 2 })

  it('is of the drawn rows first and of all once they have been seen, without a pass of its own', async () => {
    const random = createRandom(1)
    for (const weights of [undefined, Float64Array.from({ length: 150 }, () => random.uniform())]) {
      const { source, passes } = await counted(iris, weights)
      const drawn = rowsOf(iris, 60)
      const drawnSource = await completeSource(drawn, {})
      const regularizationOf = await prepareRegularization(source, { regularization, covarianceType, drawn, drawnSource })
      const ofDrawn = await regularizationMatrix(drawnSource, { regularization, covarianceType, drawn })
      expect(regularizationOf()).toEqual(ofDrawn)
      expect(regularizationOf(await drawnSource.accumulate(mixture, { scatter }))).toEqual(ofDrawn)
      expect(passes()).toBe(0)
      const ofAll = await regularizationMatrix(source, { regularization, covarianceType, drawn })
      // The mixture lies some units from the rows: squares of these are the scale of the rounding.
      expectClose(regularizationOf(await source.accumulate(mixture, { scatter })), ofAll, { relative: 1e-12, floor: 10 })
      expect(regularizationOf(await drawnSource.accumulate(mixture, { scatter }))).toBe(regularizationOf())
    }
  })

  it('asks all rows where the drawn do not vary, or are all', async () => {
    const setosa = rowsOf(iris, 3)
    const flat = matrix(setosa.data.map((value, at) => (at % 4 === 3 ? 0.2 : value)), 3, 4)
    for (const drawn of [flat, iris]) {
      const { source, passes } = await counted(iris)
      const regularizationOf = await prepareRegularization(source, { regularization, covarianceType, drawn, drawnSource: await completeSource(drawn, {}) })
      expect(passes()).toBe(1)
      const ofAll = await regularizationMatrix(source, { regularization, covarianceType, drawn })
      expect(regularizationOf(await source.accumulate(mixture, { scatter }))).toEqual(ofAll)
    }
  })
})

it('asks all rows of a source whose values are not all known', async () => {
  const holed = matrix(iris.data.map((value, at) => (at === 7 ? NaN : value)), 150, 4)
  const source = await samplesSource(holed, { missing: 'marginalize' })
  expect(source.isComplete).toBeUndefined()
  const drawn = rowsOf(iris, 60)
  const options = { regularization, covarianceType: 'full', drawn } as const
  const regularizationOf = await prepareRegularization(source, { ...options, drawnSource: await completeSource(drawn, {}) })
  expect(regularizationOf()).toEqual(await regularizationMatrix(source, options))
})

it('finds columns that depend on one another in all rows alone', async () => {
  const random = createRandom(4)
  const drawn = matrix(Float64Array.from({ length: 200 }, () => random.normal()), 100, 2)
  const samples = matrix(Float64Array.of(...drawn.data, 1e8, 2e8, -1e8, -2e8), 102, 2)
  const source = await completeSource(samples, {})
  const regularizationOf = await prepareRegularization(source, { regularization, covarianceType: 'full', drawn, drawnSource: await completeSource(drawn, {}) })
  const statistics = await source.accumulate(randomMixture('full', { components: 1, columns: 2, seed: 1 }), { scatter: 'full' })
  expect(() => regularizationOf(statistics)).toThrow('column 1 is a linear combination of the columns before it (102 rows, 2 columns)')
})
