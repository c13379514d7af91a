import type { MixtureParameters } from '@mixtura/core'
import type { CovarianceType } from '../contract/fit.js'
import { covarianceTypeSchema } from '../contract/fit.js'

/** The covariance type of a mixture, narrowed to those of the contract. Core has further types, which Studio does not fit. */
export function covarianceTypeOf({ covarianceType }: Pick<MixtureParameters, 'covarianceType'>): CovarianceType {
  return covarianceTypeSchema.parse(covarianceType)
}
