import { ShapeError } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import { normalTails, type NormalTails } from './normalTails.js'
import { requireMixture } from '../model/requireMixture.js'

/** A component of a mixture of one column. */
export interface UnivariateGaussian {
  readonly weight: number
  /** Data units. */
  readonly mean: number
  /** Data units. */
  readonly deviation: number
}

/** @throws {ShapeError} if the mixture has several columns. */
export function univariate(model: MixtureParameters): readonly UnivariateGaussian[] {
  requireMixture('model', model)
  const { covarianceType, components, columns, weights, means, covariances } = model
  if (columns !== 1) {
    throw new ShapeError('model', 'a mixture of 1 column', `of ${columns} columns`, 'Pass model.marginal([column]).')
  }
  const { layout } = covarianceStructure(covarianceType)
  return Array.from({ length: components }, (_, k) => ({
    weight: weights[k],
    mean: means[k],
    deviation: Math.sqrt(layout.variances(covariances, k, 1)[0]),
  }))
}

/** P(X <= x) and P(X > x); sums of positive terms, so small tails keep their digits. */
export function mixtureTails(gaussians: readonly UnivariateGaussian[], x: number): NormalTails {
  let lower = 0
  let upper = 0
  for (const { weight, mean, deviation } of gaussians) {
    const tails = normalTails((x - mean) / deviation)
    lower += weight * tails.lower
    upper += weight * tails.upper
  }
  return { lower, upper }
}

/** p(x), 1 / data units. */
export function univariateDensity(gaussians: readonly UnivariateGaussian[], x: number): number {
  return gaussians.reduce((sum, { weight, mean, deviation }) => {
    const z = (x - mean) / deviation
    return sum + (weight * Math.exp(-0.5 * z * z)) / (deviation * Math.sqrt(2 * Math.PI))
  }, 0)
}
