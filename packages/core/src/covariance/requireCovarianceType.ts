import { InvalidOptionError } from '@mixtura/numerics'
import type { CovarianceType } from './covarianceStructure.js'
import { covarianceTypes } from './structures.js'

/** @throws {InvalidOptionError} unless `type` is the name of a structure, or { factors: q } with a whole q of at least 1. */
export function requireCovarianceType(option: string, type: unknown): asserts type is CovarianceType {
  if (isFactors(type)) {
    const { factors } = type
    if (Number.isSafeInteger(factors) && Number(factors) >= 1) return
    throw new InvalidOptionError(`${option}.factors`, 'a whole number of at least 1', factors, 'Pass for example { factors: 2 }.')
  }
  if ((covarianceTypes as readonly unknown[]).includes(type)) return
  const listed = covarianceTypes.map(name => `'${name}'`).join(', ')
  throw new InvalidOptionError(option, `one of ${listed}, or { factors }`, type, `Pass for example ${option}: 'full'.`)
}

/**
 * Call it as soon as the data are known. With as many factors as columns, the model would have more parameters than a full
 * covariance.
 *
 * @throws {InvalidOptionError} unless there are fewer factors than columns.
 */
export function requireFewFactors(type: CovarianceType, columns: number): void {
  if (typeof type === 'string' || type.factors < columns) return
  throw new InvalidOptionError(
    'covarianceType.factors',
    `below ${columns}, the number of columns`,
    type.factors,
    columns > 1 ? "Lower factors, or pass covarianceType: 'full'." : "Pass covarianceType: 'full': one column has no correlations.",
  )
}

/** Whether the type is one of factors; their number is not checked. */
export function isFactors(type: unknown): type is { readonly factors: unknown } {
  return typeof type === 'object' && type !== null && 'factors' in type
}
