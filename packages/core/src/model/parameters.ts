import { ShapeError } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceName } from '../covariance/covarianceName.js'
import { requireFewFactors } from '../covariance/requireCovarianceType.js'
import { covarianceStructure, storedLength } from '../covariance/structures.js'

/** A mixture as plain arrays, which nobody modifies. */
export interface MixtureParameters {
  readonly covarianceType: CovarianceType
  /** K */
  readonly components: number
  /** D */
  readonly columns: number
  /** [K], positive, summing to 1. */
  readonly weights: Float64Array
  /** [K, D] row-major, data units. */
  readonly means: Float64Array
  /**
   * In the structure's own shape: full [K, D, D], tied [D, D], diag [K, D], spherical [K], …; data units squared. With q
   * factors [K, D, q + 1], each column's loadings in data units and then its noise variance.
   */
  readonly covariances: Float64Array
}

/** Weights read from a text file with seven digits may not sum to 1 exactly. */
const weightSumTolerance = 1e-6

/**
 * The parameters, checked for shape, range and sum.
 *
 * @throws {ShapeError} if an array does not fit, or the weights are not a distribution.
 * @throws {InvalidOptionError} unless there are fewer factors than columns.
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 */
export function checkParameters(parameters: MixtureParameters): MixtureParameters {
  const { covarianceType, components, columns, weights, means, covariances } = parameters
  requireLength('weights', weights, components, `[components] = [${components}]`)
  requireLength('means', means, components * columns, `[components, columns] = [${components}, ${columns}]`)
  requireFewFactors(covarianceType, columns)
  const { layout } = covarianceStructure(covarianceType)
  requireLength(
    `${covarianceName(covarianceType)} covariances`,
    covariances,
    storedLength(covarianceType, components, columns),
    `[${layout.shape(components, columns).join(', ')}]`,
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (!weights.every(weight => weight > 0) || Math.abs(sum - 1) > weightSumTolerance) {
    throw new ShapeError(
      'weights',
      'positive and sum to 1',
      `[${Array.from(weights).join(', ')}], summing to ${sum}`,
      'Divide each weight by their sum, and drop components of weight 0.',
    )
  }
  if (!means.every(Number.isFinite)) {
    throw new ShapeError('means', 'finite numbers', 'partly NaN or infinite', 'Correct the means.')
  }
  requireWithin('means', means)
  requireWithin('covariances', covariances)
  requireSymmetric('covariance', covariances, parameters)
  // A shared covariance is factored once; copies for each component could need far more memory than the input.
  layout.factor(covariances, layout.shared ? 1 : components, columns)
  return parameters
}

function requireLength(name: string, values: Float64Array, length: number, shape: string): void {
  if (values.length === length) return
  throw new ShapeError(name, `${shape}, ${length} numbers`, `${values.length} numbers`, 'Pass arrays that fit each other.')
}

/** 2^1020, about 1e307: sums and differences of a few such numbers stay within float64. */
const largestParameter = 2 ** 1020

/** Other checks report NaN and infinities. */
function requireWithin(name: 'means' | 'covariances', values: Float64Array): void {
  const beyond = values.find(value => Number.isFinite(value) && Math.abs(value) > largestParameter)
  if (beyond === undefined) return
  throw new ShapeError(name, `within ±${largestParameter.toExponential(0)}`, `partly ${beyond}`, 'Divide the columns of data and mixture by one number each.')
}

/** Factoring reads only lower triangles, so it would not notice an asymmetric matrix. */
export function requireSymmetric(
  name: 'covariance' | 'precision',
  matrices: Float64Array,
  { covarianceType, components, columns }: Pick<MixtureParameters, 'covarianceType' | 'components' | 'columns'>,
): void {
  const { layout } = covarianceStructure(covarianceType)
  // Diagonals are symmetric and must not be expanded to [D, D]; factors are not stored as square matrices.
  if (layout.scatter === 'diagonal' || typeof covarianceType === 'object') return
  for (let k = 0; k < (layout.shared ? 1 : components); k++) {
    const asymmetry = asymmetryOf(matrices.subarray(k * columns * columns, (k + 1) * columns * columns), columns)
    if (asymmetry !== null) throw new ShapeError(`${name} of component ${k}`, 'symmetric', asymmetry, 'Pass (C + Cᵀ) / 2.')
  }
}

/** Text about the first two entries of a [D, D] covariance that differ by more than rounding errors; null if none do. */
export function asymmetryOf(covariance: Float64Array, columns: number): string | null {
  // Products of standard deviations stay within float64 where products of variances would not.
  const deviation = (i: number): number => Math.sqrt(Math.abs(covariance[i * columns + i]))
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < i; j++) {
      const lower = covariance[i * columns + j]
      const upper = covariance[j * columns + i]
      if (!(Math.abs(lower - upper) <= 1e-8 * deviation(i) * deviation(j))) return `${lower} at [${i}, ${j}] and ${upper} at [${j}, ${i}]`
    }
  }
  return null
}
