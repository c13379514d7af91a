import type { MixtureParameters } from '@mixtura/core'
import type { CovarianceType } from '../contract/fit.js'
import { covarianceTypeSchema } from '../contract/fit.js'

/** The structure of a mixture as the contract knows it: core has more of them, of which Studio fits none. */
export function covarianceTypeOf({ covarianceType }: Pick<MixtureParameters, 'covarianceType'>): CovarianceType {
  return covarianceTypeSchema.parse(covarianceType)
}
