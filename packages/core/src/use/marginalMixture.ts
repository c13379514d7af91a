import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { marginalOfColumns } from '../mixture/marginalOfColumns.js'

/**
 * p(x) of the given columns alone, in the given order; covariances are 'full', or of as many factors if these are
 * fewer than the columns.
 *
 * @param columns 0-based, distinct, at least one.
 * @throws {ShapeError} if they are not.
 */
export function marginalMixture(model: MixtureParameters, columns: readonly number[]): GaussianMixture {
  return new GaussianMixture(marginalOfColumns(model, columns))
}
