import type { NamedCovarianceType, ParsimoniousType } from '../covariance/covarianceStructure.js'

/** The fourteen structures; suites run on each. scikit-learn's four names are aliases of four of them. */
export const structureNames: readonly ParsimoniousType[] = [
  'EII', 'VII', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVE', 'VVE', 'EEV', 'VEV', 'EVV', 'VVV',
]

/** The structures that scikit-learn's names stand for. */
export const aliases = { full: 'VVV', tied: 'EEE', diag: 'VVI', spherical: 'VII' } as const

/** Structures that are closed under a separate scale of each column. */
export const scalableTypes = ['full', 'tied', 'diag', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVV', 'VVV'] as const satisfies readonly NamedCovarianceType[]
