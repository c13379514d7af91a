import type { CovarianceStructure, CovarianceType } from './covarianceStructure.js'
import { diag } from './diag.js'
import { full } from './full.js'
import { spherical } from './spherical.js'
import { tied } from './tied.js'

const structures: Readonly<Record<CovarianceType, CovarianceStructure>> = { full, tied, diag, spherical }

/** Every covariance type, from the most to the least flexible. */
export const covarianceTypes: readonly CovarianceType[] = ['full', 'tied', 'diag', 'spherical']

export function covarianceStructure(type: CovarianceType): CovarianceStructure {
  return structures[type]
}
