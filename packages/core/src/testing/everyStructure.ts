import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'

/** A structure and its name for test titles. */
export type NamedStructure = readonly [name: string, covarianceType: CovarianceType]

/** All covariance structures of mixtures in two or more columns; the acceptance suite runs on each. */
export const everyStructure: readonly NamedStructure[] = [
  ...covarianceTypes.map((type): NamedStructure => [type, type]),
  ['factors 1', { factors: 1 }],
]
