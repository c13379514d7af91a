import { describeFamily } from './describeFamily.js'
import { familyCase } from './columnMeans.case.js'

describeFamily(familyCase, new URL('columnMeans.case.ts', import.meta.url).href)
