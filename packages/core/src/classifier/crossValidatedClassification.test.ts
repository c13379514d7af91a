import { expect, it } from 'vitest'
import { iris, irisSpecies } from '../testing/iris.js'
import { blobs } from '../testing/blobs.js'
import { crossValidatedClassification } from './crossValidatedClassification.js'

const options = { method: 'EDDA', covarianceTypes: ['EEE'], folds: 10 } as const

it('has the error rate of linear discriminant analysis on iris, about 3 of 150, for any folds', async () => {
  for (const seed of [0, 1, 2]) {
    const { predictions, errorRate, brierScore } = await crossValidatedClassification(iris, irisSpecies, { ...options, seed })
    expect(predictions).toHaveLength(150)
    expect(Math.round(150 * errorRate)).toBeGreaterThanOrEqual(2)
    expect(Math.round(150 * errorRate)).toBeLessThanOrEqual(4)
    // A certain and right prediction has score 0, a certain and wrong one 1.
    expect(brierScore).toBeGreaterThan(0)
    expect(brierScore).toBeLessThan(errorRate + 0.02)
  }
})

it('is no better than chance on random labels, although the classifier fits its own rows better', async () => {
  const { samples } = blobs([[0, 0]], { rows: 200, seed: 3 })
  const labels = Array.from({ length: 200 }, (_, row) => row % 2)
  const { errorRate } = await crossValidatedClassification(samples, labels, { method: 'EDDA', covarianceTypes: ['VVV'], folds: 5 })
  expect(Math.abs(errorRate - 0.5)).toBeLessThan(0.14) // four standard errors of 200 rows
})

it('is the same for the same seed, and accepts numbers and strings as labels', async () => {
  const names = irisSpecies.map(species => ['setosa', 'versicolor', 'virginica'][species])
  const [first, again] = [await crossValidatedClassification(iris, names, options), await crossValidatedClassification(iris, names, options)]
  expect(again).toEqual(first)
  expect(new Set(first.predictions)).toEqual(new Set(names))
})

it('refuses an invalid number of folds', async () => {
  await expect(crossValidatedClassification(iris, irisSpecies, { ...options, folds: 1 })).rejects.toThrow('option folds must be a whole number of at least 2')
  await expect(crossValidatedClassification(iris, irisSpecies, { ...options, folds: 51 })).rejects.toThrow(
    'option folds must be at most the rows of the smallest class (50), but it is 51. Lower folds.',
  )
})
