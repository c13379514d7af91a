import { ShapeError } from '@mixtura/numerics'
import { describeValue, requireCount } from '@mixtura/numerics/validation'
import { requireCovarianceType } from '../covariance/requireCovarianceType.js'
import { covarianceStructure, storedLength } from '../covariance/structures.js'
import type { MixtureParameters } from './parameters.js'

/**
 * Checks that `value` has the fields of a mixture in consistent shapes. It does not check the numbers: that happened when
 * the mixture was made.
 *
 * @throws {ShapeError} unless it is a mixture.
 */
export function requireMixture(name: string, value: unknown): asserts value is MixtureParameters {
  if (typeof value !== 'object' || value === null || !('covarianceType' in value && 'covariances' in value)) {
    throw new ShapeError(name, 'a Gaussian mixture', describeValue(value), 'Pass the model of a fit, or GaussianMixture.fromParameters(…).')
  }
  const { covarianceType, components, columns, weights, means, covariances } = value as MixtureParameters
  requireCovarianceType('covarianceType', covarianceType)
  requireCount('components', components, 1)
  requireCount('columns', columns, 1)
  const { layout } = covarianceStructure(covarianceType)
  requireStored('weights', weights, [components])
  requireStored('means', means, [components, columns])
  requireStored('covariances', covariances, layout.shape(components, columns), storedLength(covarianceType, components, columns))
}

/** @throws {ShapeError} unless `values` is a Float64Array of the given shape. */
export function requireStored(
  name: string,
  values: unknown,
  shape: readonly number[],
  length = shape.reduce((product, size) => product * size, 1),
): asserts values is Float64Array {
  if (values instanceof Float64Array && values.length === length) return
  throw new ShapeError(
    name,
    `a Float64Array [${shape.join(', ')}] of ${length} numbers`,
    describeValue(values),
    'Pass plain arrays to GaussianMixture.fromParameters, which checks and converts them.',
  )
}
