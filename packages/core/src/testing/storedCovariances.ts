import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'

/**
 * Covariances in the layout that the structure stores, the inverse of `expand`. Entries that it does not store are dropped.
 *
 * @param matrices [D, D] of each component.
 */
export function storedCovariances(
  covarianceType: CovarianceType,
  matrices: readonly ArrayLike<number>[],
  columns: number,
): Float64Array {
  const { layout } = covarianceStructure(covarianceType)
  const perComponent = layout.shape(matrices.length, columns).slice(layout.shared ? 0 : 1)
  const numbers = perComponent.reduce((product, length) => product * length, 1)
  const isMatrix = layout.scatter === 'full'
  return Float64Array.from(
    (layout.shared ? matrices.slice(0, 1) : matrices).flatMap(matrix =>
      Array.from({ length: numbers }, (_, i) => (isMatrix ? matrix[i] : matrix[i * columns + i])),
    ),
  )
}
