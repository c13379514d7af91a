import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './mixtureClassifier.case.js'

describeFamily(familyCase, new URL('mixtureClassifier.case.ts', import.meta.url).href)
