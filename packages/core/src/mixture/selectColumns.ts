import { choleskyInPlace, DegenerateCovarianceError } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'

/** [K, S] means of the given S columns, in their order. */
export function selectMeans(parameters: MixtureParameters, selected: readonly number[]): Float64Array {
  const { components, columns, means } = parameters
  return Float64Array.from(
    { length: components * selected.length },
    (_, at) => means[Math.floor(at / selected.length) * columns + selected[at % selected.length]],
  )
}

/** [K, S, S] covariances of the given S columns, in their order. */
export function selectCovariances(parameters: MixtureParameters, selected: readonly number[]): Float64Array {
  const { components, columns, covariances, covarianceType } = parameters
  const { layout } = covarianceStructure(covarianceType)
  const size = selected.length
  const chosen = new Float64Array(components * size * size)
  for (let k = 0; k < components; k++) {
    chosen.set(layout.block(covariances, { component: k, columns, selected }), k * size * size)
  }
  return chosen
}

/**
 * [K, S, S] lower Cholesky factors of the covariances of the given columns.
 *
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 */
export function factorColumns(parameters: MixtureParameters, selected: readonly number[]): Float64Array {
  const size = selected.length ** 2
  const factors = new Float64Array(parameters.components * size)
  for (let k = 0; k < parameters.components; k++) factors.set(factorComponent(parameters, k, selected), k * size)
  return factors
}

/**
 * [S, S] lower Cholesky factor of the covariance of the given columns in one component.
 *
 * @throws {DegenerateCovarianceError} if the covariance is not positive definite.
 */
export function factorComponent(parameters: MixtureParameters, component: number, selected: readonly number[]): Float64Array {
  const { columns, covariances, covarianceType } = parameters
  const factor = covarianceStructure(covarianceType).layout.block(covariances, { component, columns, selected })
  const failed = choleskyInPlace(factor, selected.length)
  if (failed) throw new DegenerateCovarianceError(component, failed.pivot, failed.row)
  return factor
}

/** 0 … count - 1. */
export function firstIndices(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i)
}

/** The indices from 0 to columns - 1 that are not in `taken`, ascending. */
export function otherColumns(columns: number, taken: readonly number[]): readonly number[] {
  return firstIndices(columns).filter(column => !taken.includes(column))
}
