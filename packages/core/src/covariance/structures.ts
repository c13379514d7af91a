import { EVE, VVE } from './commonOrientation.js'
import type { CovarianceStructure, CovarianceType, NamedCovarianceType, ParsimoniousType } from './covarianceStructure.js'
import { EEI, EVI, VEI, VVI } from './diagonal.js'
import { EEE, EVV, VEE, VVV } from './ellipsoidal.js'
import { factorStructure, loadFactorSteps } from './factors.js'
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

/** The fourteen structures of mclust, of which scikit-learn's names are four. */
export const parsimoniousTypes = Object.freeze(covarianceTypes.filter((type): type is ParsimoniousType => /^[EVI]{3}$/.test(type)))

/** Every name of a structure that a bound on the ratio of eigenvalues preserves. */
export const boundableTypes = covarianceTypes.filter(type => structures[type].isBoundable)

export function covarianceStructure(type: CovarianceType): CovarianceStructure {
  return typeof type === 'string' ? structures[type] : factorStructure(type.factors)
}

/** Loads the M-steps of a structure, unless they are there. A fit awaits it once before its first M-step. */
export async function loadSteps(type: CovarianceType): Promise<void> {
  if (typeof type !== 'string') await loadFactorSteps()
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
