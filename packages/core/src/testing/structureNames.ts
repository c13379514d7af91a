import type { NamedCovarianceType, ParsimoniousType } from '../covariance/covarianceStructure.js'

/** The fourteen structures; one suite runs on all. scikit-learn's four names are other names of four of these. */
export const structureNames: readonly ParsimoniousType[] = [
  'EII', 'VII', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVE', 'VVE', 'EEV', 'VEV', 'EVV', 'VVV',
]

/** The letters behind scikit-learn's names. */
export const aliases = { full: 'VVV', tied: 'EEE', diag: 'VVI', spherical: 'VII' } as const

/** The names of structures that a unit of its own for each column maps onto themselves. */
export const scalableTypes = ['full', 'tied', 'diag', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVV', 'VVV'] as const satisfies readonly NamedCovarianceType[]
