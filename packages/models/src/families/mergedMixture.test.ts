import { adjustedRandIndex } from '@mixtura/core'
import { expect, it } from 'vitest'
import { describeFamily } from '../testing/describeFamily.js'
import { cross, familyCase } from './mergedMixture.case.js'

describeFamily(familyCase, new URL('mergedMixture.case.ts', import.meta.url).href)

const { family, fit } = familyCase

it('finds groups that are not Gaussian', async () => {
  const model = await family.fit(fit.table, fit.options)
  expect(model.facts().slice(0, 3).map(({ name, value }) => [name, value])).toEqual([['components', 3], ['clusters', 2], ['suggestedClusters', 2]])
  expect(model.groups).toEqual([0, 1])
  expect(adjustedRandIndex(await model.predict!(fit.table.samples), cross.labels)).toBe(1)
})

it('shows the entropy of each number of groups, and the merges that lead there', async () => {
  const model = await family.fit(fit.table, fit.options)
  const [entropies] = model.curves()
  expect(entropies).toMatchObject({ name: 'clusterEntropy', step: 'cluster', steps: [1, 2, 3] })
  const [merges] = model.tables()
  expect(merges.rows.map(row => row[0])).toEqual([2, 1])
  expect(merges.rows.map(row => row[4])).toEqual([entropies.values[1], entropies.values[0]])
})

it('says how to fit the groups after each merge', async () => {
  const { refits } = (await family.fit(fit.table, fit.options)).tables()[0]
  const alone = await family.fit(fit.table, refits![1]!.options)
  expect(alone.groups).toEqual([0])
  expect(alone.facts().find(({ name }) => name === 'components')?.value).toBe(3)
})
