import type { NamedCovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes, parsimoniousTypes } from '../covariance/structures.js'

/** The fourteen structures; suites run on each. scikit-learn's four names are aliases of four of them. */
export const structureNames = parsimoniousTypes

/** Every name as messages list them; `structures.test.ts` pins the names and their order. */
export const quotedNames = covarianceTypes.map(name => `'${name}'`).join(', ')

/** The structures that scikit-learn's names stand for. */
export const aliases = { full: 'VVV', tied: 'EEE', diag: 'VVI', spherical: 'VII' } as const

/** Structures that are closed under a separate scale of each column. */
export const scalableTypes = ['full', 'tied', 'diag', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVV', 'VVV'] as const satisfies readonly NamedCovarianceType[]
