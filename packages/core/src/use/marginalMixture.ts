import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { marginalOfColumns } from '../mixture/marginalOfColumns.js'

/**
 * The marginal mixture of the given columns, in their order. Covariances are 'full'; but q factors stay factors if there are
 * more than q columns.
 *
 * @param columns 0-based, distinct, at least one.
 * @throws {ShapeError} if they are not.
 */
export function marginalMixture(model: MixtureParameters, columns: readonly number[]): GaussianMixture {
  return new GaussianMixture(marginalOfColumns(model, columns))
}
