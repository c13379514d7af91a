import { ShapeError } from '@mixtura/numerics'
import { describeValue, isRecord, requireCount } from '@mixtura/numerics/validation'
import { covarianceStructure } from '../covariance/structures.js'
import { inCanonicalOrder, canonicalOrder, reordered } from '../model/canonicalOrder.js'
import { checkParameters, type MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'
import { codedFamilies, codedLength } from './columnFamilies.js'
import { describeAgain, splitColumns, type MixedColumnDescription } from './mixedColumns.js'

/** Parameters of a mixed mixture, as plain arrays that are never modified. */
export interface MixedParameters {
  readonly columns: readonly MixedColumnDescription[]
  /** K */
  readonly components: number
  /** [K], positive, summing to 1. */
  readonly weights: Float64Array
  /** The Gaussian mixture of the columns of numbers, in their order, with the same weights; null if there are none. */
  readonly numbers: MixtureParameters | null
  /**
   * Parameters of the other columns, one column after the other: probabilities [K, L] of categories; a [L] and b [K] of adjacent
   * categories; rates [K] of Poisson counts; mean and size [K, 2] of negative binomial counts.
   */
  readonly columnParameters: Float64Array
}

/**
 * The same in the form that EM handles: a Gaussian mixture of the D columns of numbers, where D may be 0, which carries the parameters of
 * the other columns with it.
 */
export interface MixedIterate extends MixtureParameters {
  readonly columnParameters: Float64Array
}

export function iterateOf({ components, weights, numbers, columnParameters }: MixedParameters): MixedIterate {
  return { ...(numbers ? gaussiansOf(numbers) : { ...noNumbers, components, weights }), columnParameters }
}

/** The Gaussians of no columns at all. */
export const noNumbers = { covarianceType: 'diag', columns: 0, means: new Float64Array(0), covariances: new Float64Array(0) } as const

export function parametersOf({ columnParameters, ...gaussians }: MixedIterate, columns: readonly MixedColumnDescription[]): MixedParameters {
  const { components, weights } = gaussians
  return { columns, components, weights, numbers: gaussians.columns > 0 ? gaussiansOf(gaussians) : null, columnParameters }
}

/** The fields of a Gaussian mixture alone. */
export function gaussiansOf({ covarianceType, components, columns, weights, means, covariances }: MixtureParameters): MixtureParameters {
  return { covarianceType, components, columns, weights, means, covariances }
}

/** The same mixture with its classes in canonical order: by descending weight, ties by mean. */
export function mixedInCanonicalOrder(iterate: MixedIterate, columns: readonly MixedColumnDescription[]): MixedIterate {
  const order = canonicalOrder(iterate)
  const { weights, means, covariances } = iterate.columns > 0 ? inCanonicalOrder(iterate) : { ...iterate, weights: reordered(iterate.weights, order) }
  const columnParameters = iterate.columnParameters.slice()
  for (const { family, shape, from, to } of codedFamilies(columns, iterate.components)) {
    columnParameters.set(family.taken(iterate.columnParameters.subarray(from, to), order, shape), from)
  }
  return { ...iterate, weights, means, covariances, columnParameters }
}

/**
 * Checks the parameters for shape, range and sum, and returns them.
 *
 * @throws {InvalidOptionError} for a column that is not as described.
 * @throws {ShapeError} if an array does not fit the columns, or a distribution is none.
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 */
export function checkMixedParameters(parameters: MixedParameters): MixedParameters {
  if (!isRecord(parameters) && !(typeof parameters === 'object' && parameters !== null)) {
    throw new ShapeError('parameters', 'those of a mixed mixture', describeValue(parameters), 'Take a mixture from fitMixedMixture or MixedMixture.fromJSON.')
  }
  const { components, weights, numbers, columnParameters } = parameters
  const columns = describeAgain(parameters.columns)
  requireCount('components', components, 1)
  const { length } = splitColumns(columns).numbers
  if (!(weights instanceof Float64Array) || !(columnParameters instanceof Float64Array)) {
    throw new ShapeError('weights and columnParameters', 'a Float64Array each', describeValue(weights instanceof Float64Array ? columnParameters : weights), 'Take a mixture from fitMixedMixture or MixedMixture.fromJSON.')
  }
  if (numbers !== null) requireMixture('numbers', numbers)
  if ((numbers?.columns ?? 0) !== length || (numbers !== null && numbers.components !== components)) {
    throw new ShapeError('numbers', length === 0 ? 'null, as no column is a number' : `a mixture of ${components} Gaussians in ${length} columns`, numbers ? `one of ${numbers.components} in ${numbers.columns}` : 'null', 'Give it a column for each column of numbers.')
  }
  checkParameters(iterateOf(parameters))
  const coded = codedFamilies(columns, components)
  const expected = codedLength(coded)
  if (columnParameters.length !== expected) {
    throw new ShapeError('columnParameters', `${expected} numbers for ${components} classes`, `${columnParameters.length} numbers`, 'Give every column its parameters.')
  }
  for (const { family, shape, from, to, description, column } of coded) {
    const fault = family.fault(columnParameters.subarray(from, to), shape)
    if (fault === undefined) continue
    throw new ShapeError(`parameters of column ${column} ("${description.name}")`, fault, `[${Array.from(columnParameters.subarray(from, to)).join(', ')}]`, 'Correct them.')
  }
  return { columns, components, weights, numbers, columnParameters }
}

/** Number of free parameters: K - 1 weights, those of the Gaussians, and those of each other column. */
export function mixedParameterCount({ columns, components, numbers }: Pick<MixedParameters, 'columns' | 'components' | 'numbers'>): number {
  const ofNumbers = numbers ? components * numbers.columns + covarianceStructure(numbers.covarianceType).parameterCount(components, numbers.columns) : 0
  const ofOthers = codedFamilies(columns, components).reduce((sum, { family, shape }) => sum + family.parameterCount(shape), 0)
  return components - 1 + ofNumbers + ofOthers
}
