import { expect, it } from 'vitest'
import { openSampleDataset } from './openSampleDataset.js'
import { closeAfterEach, rolesOf, typesOf } from './testing/temporaryFolder.js'

const keep = closeAfterEach()

it('old-faithful is R\'s faithful', async () => {
  const dataset = await keep(openSampleDataset('old-faithful'))
  expect(dataset).toMatchObject({ name: 'old-faithful', format: 'csv', rows: 272 })
  expect(rolesOf(dataset)).toEqual({ eruptions: 'feature', waiting: 'feature' })
  // summary(faithful) of R
  expect(dataset.columns[0]).toMatchObject({ minimum: 1.6, maximum: 5.1, missing: 0, nonFinite: 0, distinct: 126 })
  expect(dataset.columns[0].mean).toBeCloseTo(3.487783, 6)
  expect(dataset.columns[1]).toMatchObject({ minimum: 43, maximum: 96, distinct: 51 })
  expect(dataset.columns[1].mean).toBeCloseTo(70.897059, 6)
  expect(dataset.columns[1].standardDeviation).toBeCloseTo(13.594974, 6)
})

it('iris is Fisher\'s, 50 of each species in order', async () => {
  const dataset = await keep(openSampleDataset('iris'))
  expect(dataset).toMatchObject({ name: 'iris', format: 'csv', rows: 150 })
  expect(typesOf(dataset)).toEqual({
    sepal_length: 'number', sepal_width: 'number', petal_length: 'number', petal_width: 'number', species: 'category',
  })
  expect(dataset.columns.slice(0, 4).map(column => Number(column.mean!.toFixed(6)))).toEqual([5.843333, 3.057333, 3.758, 1.199333])
  const species = await dataset.readColumn('species')
  expect(species).toEqual([...new Array(50).fill('setosa'), ...new Array(50).fill('versicolor'), ...new Array(50).fill('virginica')])
})
