import { mixedFitDefaults } from '@mixtura/core'
import { expect, it } from 'vitest'
import { describeOptions } from '../options/describeOptions.js'
import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './mixedMixture.case.js'
import { mixedMixture } from './mixedMixture.js'

describeFamily(familyCase, new URL('mixedMixture.case.ts', import.meta.url).href)

it('has the defaults of core', () => {
  const described = new Map(describeOptions(mixedMixture.options).map(option => [option.name, option.default]))
  for (const [name, value] of Object.entries(mixedFitDefaults)) expect([name, described.get(name)]).toEqual([name, name === 'regularization' ? mixedFitDefaults.regularization.relative : value])
})
