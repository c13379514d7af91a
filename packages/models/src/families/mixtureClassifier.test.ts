import { expect, it } from 'vitest'
import { describeFamily } from '../testing/describeFamily.js'
import { blobs } from '../testing/tables.js'
import { familyCase } from './mixtureClassifier.case.js'
import { mixtureClassifier } from './mixtureClassifier.js'

describeFamily(familyCase, new URL('mixtureClassifier.case.ts', import.meta.url).href)

it('draws the rows of different classes independently', async () => {
  const model = await mixtureClassifier.fit(blobs({ rows: 60, columns: 2, groups: 2 }), { method: 'EDDA', covarianceTypes: ['EII'] })
  const [one, other] = await Promise.all([0, 1].map(async component => (await model.sample!(2, { seed: 1, component })).samples.data))
  // The classes have the same covariance: from the same random numbers, their rows would differ by the difference of the means.
  expect(one[0] - other[0]).not.toBeCloseTo(one[2] - other[2], 6)
})
