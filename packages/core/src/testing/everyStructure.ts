import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'

/** A structure under a name to print. */
export type NamedStructure = readonly [name: string, covarianceType: CovarianceType]

/** Everything that a mixture's covariances can be in two columns or more: the acceptance suite runs on all. */
export const everyStructure: readonly NamedStructure[] = [
  ...covarianceTypes.map((type): NamedStructure => [type, type]),
  ['factors 1', { factors: 1 }],
]
