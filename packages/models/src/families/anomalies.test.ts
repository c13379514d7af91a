import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './anomalies.case.js'

describeFamily(familyCase, new URL('anomalies.case.ts', import.meta.url).href)
