import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './mixtureVae.case.js'

describeFamily(familyCase, new URL('mixtureVae.case.ts', import.meta.url).href)
