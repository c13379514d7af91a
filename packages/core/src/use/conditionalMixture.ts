import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { conditionalParameters, type Condition } from '../mixture/conditionalParameters.js'

/**
 * p(y given x), the mixture of the remaining columns, ascending, given the values of some. The columns of the result are
 * numbered from 0; covariances are 'full'.
 *
 * @throws {ShapeError} if `given` or `values` does not fit the mixture.
 * @throws {FarSampleError} if the values are so far away that no weight can be computed.
 * @see conditionalParameters for the formulas.
 */
export function conditionalMixture(model: MixtureParameters, condition: Condition): GaussianMixture {
  return new GaussianMixture(conditionalParameters(model, condition))
}
