import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { mergedParameters } from './mergedParameters.js'
import { firstIndices } from '../mixture/selectColumns.js'
import { requireMixture } from '../model/requireMixture.js'

/**
 * The Gaussian with the mean and the covariance of the whole mixture, or of some of its components together.
 *
 * @param components 0-based, distinct; all by default.
 * @throws {ShapeError} if they are not.
 * @see mergedParameters for the formulas.
 */
export function mergedGaussian(model: MixtureParameters, components?: readonly number[]): GaussianMixture {
  requireMixture('model', model)
  return new GaussianMixture(mergedParameters(model, components === undefined ? firstIndices(model.components) : components))
}
