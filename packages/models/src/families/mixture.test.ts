import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './mixture.case.js'

describeFamily(familyCase, new URL('mixture.case.ts', import.meta.url).href)
