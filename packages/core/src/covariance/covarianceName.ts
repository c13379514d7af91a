import type { CovarianceType } from './covarianceStructure.js'

/** What a structure is called in messages and tables: its name, or such as 'factors 2'. */
export function covarianceName(type: CovarianceType): string {
  return typeof type === 'string' ? type : `factors ${type.factors}`
}
