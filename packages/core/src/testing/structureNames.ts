import type { NamedCovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes, parsimoniousTypes } from '../covariance/structures.js'

/** The fourteen structures; one suite runs on all. scikit-learn's four names are other names of four of these. */
export const structureNames = parsimoniousTypes

/** Every name as messages list them; `structures.test.ts` pins the names and their order. */
export const quotedNames = covarianceTypes.map(name => `'${name}'`).join(', ')

/** The letters behind scikit-learn's names. */
export const aliases = { full: 'VVV', tied: 'EEE', diag: 'VVI', spherical: 'VII' } as const

/** The names of structures that a unit of its own for each column maps onto themselves. */
export const scalableTypes = ['full', 'tied', 'diag', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVV', 'VVV'] as const satisfies readonly NamedCovarianceType[]
