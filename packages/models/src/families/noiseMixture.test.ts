import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './noiseMixture.case.js'

describeFamily(familyCase, new URL('noiseMixture.case.ts', import.meta.url).href)
