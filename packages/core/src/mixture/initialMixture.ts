import { choleskyInPlace, DegenerateCovarianceError, InvalidOptionError, inverseFromFactor, ShapeError } from '@mixtura/numerics'
import { flattenNumbers, type NestedNumbers } from '@mixtura/numerics/validation'
import { covarianceStructure, storedLength } from '../covariance/structures.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { checkParameters, requireSymmetric, type MixtureParameters } from '../model/parameters.js'

/** A given mixture; arrays are nested or flat row-major. */
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
  /** Inverses of the covariances in the same shapes, given instead of `covariances`; not with factors. */
  readonly precisions?: NestedNumbers
}

/**
 * Checks a given mixture and converts it to parameters.
 *
 * @throws {ShapeError} if an array does not fit [components, columns].
 * @throws {InvalidOptionError} unless exactly one of covariances and precisions is given; with factors it must be covariances.
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

function invertPositiveDefinite(precision: Float64Array, columns: number, component: number): Float64Array {
  const failed = choleskyInPlace(precision, columns)
  if (failed) throw new DegenerateCovarianceError(component, failed.pivot, failed.row)
  return inverseFromFactor(precision, columns)
}
