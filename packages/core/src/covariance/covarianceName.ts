import type { CovarianceType } from './covarianceStructure.js'

/** The name of a structure in messages and tables; 'factors 2' for { factors: 2 }. */
export function covarianceName(type: CovarianceType): string {
  return typeof type === 'string' ? type : `factors ${type.factors}`
}
