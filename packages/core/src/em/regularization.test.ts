import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { completeSource } from '../statistics/completeSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { blobs } from '../testing/blobs.js'
import { iris } from '../testing/iris.js'
import { regularizationMatrix } from './regularization.js'
import { structureScales } from './structureScale.js'

const regularization = { relative: 0.5 }
const rowsOf = ({ data, columns }: Matrix, rows: number): Matrix => matrix(data.slice(0, rows * columns), rows, columns)

/** A source that counts its passes. */
async function counted(samples: Matrix): Promise<{ source: StatisticsSource; passes: () => number }> {
  const source = await completeSource(samples, {})
  let passes = 0
  return { source: { ...source, accumulate: (...asked) => (passes++, source.accumulate(...asked)) }, passes: () => passes }
}

describe.each<CovarianceType>(['full', 'tied', 'diag', 'spherical', { factors: 1 }])('regularizationMatrix, %j', covarianceType => {
  it('is a multiple of the scale of the drawn rows, without a pass over all rows', async () => {
    const { source, passes } = await counted(iris)
    const samples = rowsOf(iris, 60)
    const half = await regularizationMatrix(source, { regularization, covarianceType, drawn: { samples } })
    const tenth = await regularizationMatrix(source, { regularization: { relative: 0.1 }, covarianceType, drawn: { samples } })
    expectClose(tenth, half.map(value => value / 5), { relative: 1e-12 })
    expect(passes()).toBe(0)
  })

  it('has no memory of earlier calls, though they share the scales', async () => {
    const { source } = await counted(iris)
    const drawn = { samples: rowsOf(iris, 60) }
    const scales = structureScales(drawn)
    const ask = (share: number): Promise<Float64Array> =>
      regularizationMatrix(source, { regularization: { relative: share }, covarianceType, drawn, scales })
    const first = await ask(0.5)
    await ask(0.1)
    first.fill(-1)
    expect(await ask(0.5)).toEqual(await regularizationMatrix(source, { regularization, covarianceType, drawn }))
  })

  it('uses the scale of all rows if a column of the drawn rows is constant', async () => {
    const { samples } = blobs([[5, 3, 4, 1]], { rows: 150, seed: 1 })
    const flat = matrix(rowsOf(samples, 3).data.map((value, at) => (at % 4 === 3 ? 0.2 : value)), 3, 4)
    const { source, passes } = await counted(samples)
    const ofAll = await regularizationMatrix(source, { regularization, covarianceType, drawn: { samples: flat } })
    expect(passes()).toBe(1)
    // There is one cluster, so the scale is the covariance of its rows.
    expectClose(ofAll, await regularizationMatrix(source, { regularization, covarianceType, drawn: { samples } }), { relative: 1e-9, floor: 1 })
  })
})

it('refuses linearly dependent columns', async () => {
  const random = createRandom(4)
  const samples = matrix(Float64Array.from({ length: 100 }, () => random.normal()).map((value, at, all) => (at % 2 ? 2 * all[at - 1] : value)), 50, 2)
  const source = await completeSource(samples, {})
  await expect(regularizationMatrix(source, { regularization, covarianceType: 'full', drawn: { samples } })).rejects.toThrow(
    'column 1 is a linear combination of the columns before it (50 rows, 2 columns)',
  )
})

it('accepts columns that only look dependent because distant clusters lie on a line', async () => {
  const random = createRandom(5)
  const samples = matrix(Float64Array.from({ length: 400 }, (_, at) => random.normal() + 1e7 * (Math.floor(at / 2) % 2)), 200, 2)
  const source = await completeSource(samples, {})
  const added = await regularizationMatrix(source, { regularization, covarianceType: 'full', drawn: { samples } })
  expect(added[0]).toBeLessThan(1)
})
