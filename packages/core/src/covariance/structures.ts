import { EVE, VVE } from './commonOrientation.js'
import type { CovarianceStructure, CovarianceType, NamedCovarianceType } from './covarianceStructure.js'
import { EEI, EVI, VEI, VVI } from './diagonal.js'
import { EEE, EVV, VEE, VVV } from './ellipsoidal.js'
import { factorStructure } from './factors.js'
import { sharedVariance, variancePerComponent } from './layouts.js'
import { EII, VII } from './spherical.js'
import { EEV, VEV } from './varyingOrientation.js'

const structures: Readonly<Record<NamedCovarianceType, CovarianceStructure>> = {
  full: VVV,
  tied: EEE,
  diag: VVI,
  spherical: VII,
  EII, VII, EEI, VEI, EVI, VVI, EEE, VEE, EVE, VVE, EEV, VEV, EVV, VVV,
}

/** All names of structures: scikit-learn's four, then the fourteen from the least to the most flexible. */
export const covarianceTypes = Object.keys(structures) as readonly NamedCovarianceType[]

export function covarianceStructure(type: CovarianceType): CovarianceStructure {
  return typeof type === 'string' ? structures[type] : factorStructure(type.factors)
}

/** Whether each covariance is one variance times the identity. */
export function isSpherical(type: CovarianceType): boolean {
  const { layout } = covarianceStructure(type)
  return layout === variancePerComponent || layout === sharedVariance
}

/** How many numbers store the covariances of K components in D columns. */
export function storedLength(type: CovarianceType, components: number, columns: number): number {
  return covarianceStructure(type).layout.shape(components, columns).reduce((product, length) => product * length, 1)
}
