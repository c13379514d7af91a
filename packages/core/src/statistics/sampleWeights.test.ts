import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { kMeans } from '../clustering/kMeans.js'
import { kMeansPlusPlus } from '../clustering/kMeansPlusPlus.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { selectGaussianMixture } from '../selection/selectGaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'

const weights = Float64Array.from({ length: 150 }, (_, row) => (row * 7) % 4)
/** Each row of iris, repeated as often as its weight. */
const repeated = rowsOf(iris, Array.from(weights).flatMap((weight, row) => new Array<number>(weight).fill(row)))

function rowsOf({ data, columns }: Matrix, rows: readonly number[]): Matrix {
  return matrix(Float64Array.from(rows.flatMap(row => Array.from(data.subarray(row * columns, (row + 1) * columns)))), rows.length, columns)
}

it('of 0 remove the row at any distance, in the start too', async () => {
  const far = matrix(Float64Array.of(...iris.data, 1e200, 0, 0, 0), 151, 4)
  const sampleWeights = new Float64Array(151).fill(1)
  sampleWeights[150] = 0
  const plain = await fitGaussianMixture(iris, { components: 3 })
  const fit = await fitGaussianMixture(far, { components: 3, sampleWeights })
  expect(fit.model.toJSON()).toEqual(plain.model.toJSON())
  expect(fit.logLikelihoods).toEqual(plain.logLikelihoods)
  expect(await fit.model.meanLogLikelihood(far, { sampleWeights })).toBe(await plain.model.meanLogLikelihood(iris))
})

it('leave too few rows if too few are positive', async () => {
  const sampleWeights = Float64Array.of(1, 0, 0, 2, 0)
  await expect(fitGaussianMixture([[1], [2], [3], [4], [5]], { components: 3, sampleWeights })).rejects.toThrow(
    'a mixture of 3 components needs at least 3 rows, but there are 2. Add rows, or lower components.',
  )
})

it('are used by every criterion and by the selection', async () => {
  const { model } = await fitGaussianMixture(iris, { components: 3, sampleWeights: weights })
  const options = { sampleWeights: weights }
  const close = { relative: 1e-12 }
  expectClose([await model.meanLogLikelihood(iris, options)], [await model.meanLogLikelihood(repeated)], close)
  expectClose([await model.aic(iris, options)], [await model.aic(repeated)], close)
  expectClose([await model.bic(iris, options)], [await model.bic(repeated)], close)
  for (const assignment of ['hard', 'soft'] as const) {
    expectClose([await model.icl(iris, { ...options, assignment })], [await model.icl(repeated, { assignment })], close)
  }
  const { table } = await selectGaussianMixture(iris, { components: { minimum: 2, maximum: 2 }, sampleWeights: weights })
  const row = table[0]
  expectClose(
    [row.bic!, row.aic!, row.icl!],
    [await row.fit!.model.bic(repeated), await row.fit!.model.aic(repeated), await row.fit!.model.icl(repeated, { assignment: 'hard' })],
    { relative: 1e-9 },
  )
})

describe('kMeans', () => {
  it('treats a weight like copies of the row', async () => {
    const options = { clusters: 3, starts: 8 }
    const weighted = await kMeans(iris, { ...options, sampleWeights: weights })
    const duplicated = await kMeans(repeated, options)
    expectClose([weighted.inertia], [duplicated.inertia], { relative: 1e-9 })
    expectClose(weighted.centres.data, duplicated.centres.data, { relative: 1e-9 })
  })

  it('is not changed by constant weights', async () => {
    const plain = await kMeans(iris, { clusters: 3 })
    const weighted = await kMeans(iris, { clusters: 3, sampleWeights: new Float64Array(150).fill(10) })
    expectClose(weighted.centres.data, plain.centres.data, { relative: 1e-9 })
    expectClose([weighted.inertia], [10 * plain.inertia], { relative: 1e-9 })
  })

  it('never begins at a row of weight 0, even if there are too few distinct rows', async () => {
    const samples = matrix(Float64Array.of(1, 2, 2, 9, 9), 5, 1)
    const rowWeights = Float64Array.of(0, 1, 3, 0, 0)
    for (let seed = 0; seed < 30; seed++) {
      expect(Array.from((await kMeansPlusPlus(samples, 2, { random: createRandom(seed), weights: rowWeights })).centres)).toEqual([2, 2])
    }
  })
})

it.each<{ sampleWeights: Float64Array; message: string }>([
  { sampleWeights: Float64Array.of(1, 2), message: 'sampleWeights must be [3], one per row, but it is [2]. Give every row its weight.' },
  { sampleWeights: Float64Array.of(1, -2, 0), message: 'sampleWeights must be finite numbers of at least 0, but it is -2 at entry 1. Correct that entry.' },
  { sampleWeights: Float64Array.of(1, 1, NaN), message: 'sampleWeights must be finite numbers of at least 0, but it is NaN at entry 2. Correct that entry.' },
  { sampleWeights: Float64Array.of(1, 1, Infinity), message: 'sampleWeights must be finite numbers of at least 0, but it is Infinity at entry 2.' },
  { sampleWeights: new Float64Array(3), message: 'sampleWeights must be positive for some rows, but it is 0 for all. Give the rows that count a weight.' },
])('refuses $sampleWeights', async ({ sampleWeights, message }) => {
  const samples = [[1], [2], [4]]
  const { model } = await fitGaussianMixture(samples, { components: 1 })
  await expect(fitGaussianMixture(samples, { components: 1, sampleWeights })).rejects.toThrow(message)
  await expect(kMeans(samples, { clusters: 1, sampleWeights })).rejects.toThrow(message)
  await expect((async () => model.bic(samples, { sampleWeights }))()).rejects.toThrow(message)
})
