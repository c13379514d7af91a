import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './deepClustering.case.js'

describeFamily(familyCase, new URL('deepClustering.case.ts', import.meta.url).href)
