import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './metaStart.case.js'

describeFamily(familyCase, new URL('metaStart.case.ts', import.meta.url).href)
