import { EVE, VVE } from './commonOrientation.js'
import type { CovarianceStructure, CovarianceType } from './covarianceStructure.js'
import { EEI, EVI, VEI, VVI } from './diagonal.js'
import { EEE, EVV, VEE, VVV } from './ellipsoidal.js'
import { EII, VII } from './spherical.js'
import { EEV, VEV } from './varyingOrientation.js'

const structures: Readonly<Record<CovarianceType, CovarianceStructure>> = {
  full: VVV,
  tied: EEE,
  diag: VVI,
  spherical: VII,
  EII, VII, EEI, VEI, EVI, VVI, EEE, VEE, EVE, VVE, EEV, VEV, EVV, VVV,
}

/** Every name that a structure goes by: scikit-learn's four, then the fourteen from the least to the most flexible. */
export const covarianceTypes: readonly CovarianceType[] = [
  'full', 'tied', 'diag', 'spherical',
  'EII', 'VII', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVE', 'VVE', 'EEV', 'VEV', 'EVV', 'VVV',
]

export function covarianceStructure(type: CovarianceType): CovarianceStructure {
  return structures[type]
}

/** Numbers that hold the covariances of K components in D columns. */
export function storedLength(type: CovarianceType, components: number, columns: number): number {
  return structures[type].layout.shape(components, columns).reduce((product, length) => product * length, 1)
}
