import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './studentMixture.case.js'

describeFamily(familyCase, new URL('studentMixture.case.ts', import.meta.url).href)
