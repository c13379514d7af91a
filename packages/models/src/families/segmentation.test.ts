import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './segmentation.case.js'

describeFamily(familyCase, new URL('segmentation.case.ts', import.meta.url).href)
