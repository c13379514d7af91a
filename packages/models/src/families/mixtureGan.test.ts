import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './mixtureGan.case.js'

describeFamily(familyCase, new URL('mixtureGan.case.ts', import.meta.url).href)
