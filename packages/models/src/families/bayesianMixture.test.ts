import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './bayesianMixture.case.js'

describeFamily(familyCase, new URL('bayesianMixture.case.ts', import.meta.url).href)
