import { ShapeError } from '@mixtura/numerics'
import { describeValue, isRecord, requireChoice } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { canonicalOrder, inCanonicalOrder, reordered } from '../model/canonicalOrder.js'
import { checkParameters, type MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'

/** Whether the degrees of freedom are estimated for each component, estimated as one shared number, or given. */
export type DegreesOfFreedomKind = 'each' | 'shared' | 'given'

/** Parameters of a mixture of multivariate t distributions, as plain arrays that are never modified. */
export interface StudentParameters {
  readonly covarianceType: CovarianceType
  /** K */
  readonly components: number
  /** D */
  readonly columns: number
  /** [K], positive, summing to 1. */
  readonly weights: Float64Array
  /** [K, D] row-major, data units. */
  readonly means: Float64Array
  /** Scale matrices Σ_k in the shape of the structure's covariances, data units squared. A t has covariance ν / (ν - 2) Σ. */
  readonly scales: Float64Array
  /** [K] ν_k */
  readonly degreesOfFreedom: Float64Array
  readonly degreesOfFreedomKind: DegreesOfFreedomKind
}

/**
 * Checks the parameters for shape, range and sum, and returns them.
 *
 * @throws {ShapeError} if an array has another length, the weights are not a distribution, or a ν_k is not positive.
 * @throws {DegenerateCovarianceError} if a scale is not positive definite.
 */
export function checkStudentParameters(parameters: StudentParameters): StudentParameters {
  if (!isRecord(parameters)) {
    throw new ShapeError('parameters', 'those of a mixture of t distributions', describeValue(parameters), 'Take a mixture from fitStudentMixture or StudentMixture.fromJSON.')
  }
  const { components, degreesOfFreedom } = parameters
  requireMixture('parameters', asGaussian(parameters))
  checkParameters(asGaussian(parameters))
  requireChoice('degreesOfFreedomKind', parameters.degreesOfFreedomKind, ['each', 'shared', 'given'])
  if (!(degreesOfFreedom instanceof Float64Array)) {
    throw new ShapeError('degreesOfFreedom', `a Float64Array [${components}]`, describeValue(degreesOfFreedom), 'Give every component its own.')
  }
  if (degreesOfFreedom.length !== components) {
    throw new ShapeError('degreesOfFreedom', `[${components}], one per component`, `[${degreesOfFreedom.length}]`, 'Give every component its own.')
  }
  if (degreesOfFreedom.every(nu => nu > 0 && nu < Infinity)) return parameters
  throw new ShapeError('degreesOfFreedom', 'positive and finite', `[${Array.from(degreesOfFreedom).join(', ')}]`, 'Pass for example 4.')
}

/** The Gaussian mixture with the scales as covariances: the limit of the t mixture for infinite degrees of freedom. */
export function asGaussian(parameters: StudentParameters): MixtureParameters {
  const { covarianceType, components, columns, weights, means, scales } = parameters
  return { covarianceType, components, columns, weights, means, covariances: scales }
}

/** The same mixture with its components in canonical order: by descending weight, ties by mean. */
export function studentInCanonicalOrder(parameters: StudentParameters): StudentParameters {
  const order = canonicalOrder(parameters)
  const { weights, means, covariances } = inCanonicalOrder(asGaussian(parameters))
  return { ...parameters, weights, means, scales: covariances, degreesOfFreedom: reordered(parameters.degreesOfFreedom, order) }
}
