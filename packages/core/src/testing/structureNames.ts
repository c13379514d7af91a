import type { NamedCovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'

/** Every name as messages list them; `structures.test.ts` pins the names and their order. */
export const quotedNames = covarianceTypes.map(name => `'${name}'`).join(', ')

/** The structures that scikit-learn's names stand for. */
export const aliases = { full: 'VVV', tied: 'EEE', diag: 'VVI', spherical: 'VII' } as const

/** Every structure under one name; suites run on each. */
export const structureNames = covarianceTypes.filter(name => !Object.hasOwn(aliases, name))

/** Structures that are closed under a separate scale of each column. */
export const scalableTypes = ['full', 'tied', 'diag', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVV', 'VVV'] as const satisfies readonly NamedCovarianceType[]
