import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './mixtureSelection.case.js'

describeFamily(familyCase, new URL('mixtureSelection.case.ts', import.meta.url).href)
