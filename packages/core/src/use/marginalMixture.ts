import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { MixtureParameters } from '../mixture/parameters.js'
import { marginalParameters } from './marginalParameters.js'

/**
 * p(x) of the given columns alone, in the given order; covariances are 'full'.
 *
 * @param columns 0-based, distinct, at least one.
 * @throws {ShapeError} if they are not.
 */
export function marginalMixture(model: MixtureParameters, columns: readonly number[]): GaussianMixture {
  return new GaussianMixture(marginalParameters(model, columns))
}
