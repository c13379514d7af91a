import { covarianceStructure, storedLength } from '../covariance/structures.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { DegenerateCovarianceError, InvalidOptionError, ShapeError } from '../errors.js'
import { choleskyInPlace, invertLowerTriangular } from '../linalg/cholesky.js'
import { flattenNumbers, type NestedNumbers } from '../validation/flattenNumbers.js'
import { checkParameters, requireSymmetric, type MixtureParameters } from './parameters.js'

/** A mixture given by hand: nested arrays or flat row-major ones. */
export interface InitialMixture {
  /** [K] */
  readonly weights: NestedNumbers
  /** [K, D], data units. */
  readonly means: NestedNumbers
  /**
   * full [K, D, D], tied [D, D], diag [K, D], spherical [K]; data units squared. With q factors [K, D, q + 1]: for each
   * column its loadings, data units, and its noise variance.
   */
  readonly covariances?: NestedNumbers
  /** Instead of `covariances`: their inverses, in the same shapes; not with factors. */
  readonly precisions?: NestedNumbers
}

/**
 * The given mixture as checked parameters.
 *
 * @throws {ShapeError} if an array does not fit [components, columns].
 * @throws {InvalidOptionError} unless exactly one of covariances and precisions is given, and with factors covariances.
 * @throws {DegenerateCovarianceError} if a covariance or precision is not positive definite.
 */
export function initialParameters(
  { weights, means, covariances, precisions }: InitialMixture,
  { covarianceType, components, columns }: {
    readonly covarianceType: CovarianceType
    readonly components: number
    readonly columns: number
  },
): MixtureParameters {
  if ((covariances === undefined) === (precisions === undefined)) {
    throw new InvalidOptionError(
      'initialize',
      'a mixture with either covariances or precisions',
      covariances === undefined ? 'without both' : 'with both',
      'Pass { weights, means, covariances } or { weights, means, precisions }.',
    )
  }
  const parameters = {
    covarianceType,
    components,
    columns,
    weights: flattenNumbers('weights', weights),
    means: flattenNumbers('means', means),
    covariances: covariances === undefined
      ? invertPrecisions(flattenNumbers('precisions', precisions), { covarianceType, components, columns })
      : flattenNumbers('covariances', covariances),
  }
  return checkParameters(parameters)
}

function invertPrecisions(
  precisions: Float64Array,
  { covarianceType, components, columns }: { covarianceType: CovarianceType; components: number; columns: number },
): Float64Array {
  if (typeof covarianceType === 'object') {
    throw new InvalidOptionError(
      'precisions',
      'left out with factors',
      'given',
      `Pass covariances [${components}, ${columns}, ${covarianceType.factors + 1}]: loadings, then the noise variance, of each column.`,
    )
  }
  const expected = storedLength(covarianceType, components, columns)
  if (precisions.length !== expected) {
    throw new ShapeError(
      `${covarianceType} precisions`,
      `${expected} numbers for ${components} components in ${columns} columns`,
      `${precisions.length} numbers`,
      'Give them the shape of the covariances.',
    )
  }
  if (covarianceStructure(covarianceType).layout.scatter === 'diagonal') return precisions.map(precision => 1 / precision)
  requireSymmetric('precision', precisions, { covarianceType, components, columns })
  const size = columns * columns
  const covariances = new Float64Array(precisions.length)
  for (let offset = 0; offset < precisions.length; offset += size) {
    covariances.set(invertPositiveDefinite(precisions.slice(offset, offset + size), columns, offset / size), offset)
  }
  return covariances
}

/** Λ⁻¹ = PᵀP with Λ = L Lᵀ and P = L⁻¹. */
function invertPositiveDefinite(precision: Float64Array, columns: number, component: number): Float64Array {
  const failed = choleskyInPlace(precision, columns)
  if (failed) throw new DegenerateCovarianceError(component, failed.pivot, failed.row)
  const inverse = new Float64Array(columns * columns)
  invertLowerTriangular(precision, inverse, columns)
  const covariance = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < columns; k++) sum += inverse[k * columns + i] * inverse[k * columns + j]
      covariance[i * columns + j] = sum
      covariance[j * columns + i] = sum
    }
  }
  return covariance
}
