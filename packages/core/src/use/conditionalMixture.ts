import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { conditionalParameters, type Condition } from '../mixture/conditionalParameters.js'

/**
 * p(y given x): the mixture of the remaining columns, ascending, once the values of some are known.
 * Columns of the result count from 0 again; covariances are 'full'.
 *
 * @throws {ShapeError} if `given` or `values` does not fit the mixture.
 * @throws {FarSampleError} if the values are so far away that no weight can be told.
 * @see conditionalParameters for the formulas.
 */
export function conditionalMixture(model: MixtureParameters, condition: Condition): GaussianMixture {
  return new GaussianMixture(conditionalParameters(model, condition))
}
