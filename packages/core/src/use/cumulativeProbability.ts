import { InvalidOptionError } from '@mixtura/numerics'
import { readNumbers } from '@mixtura/numerics/validation'
import type { MixtureParameters } from '../model/parameters.js'
import { mixtureTails, univariate } from './univariate.js'

/**
 * [N] P(X <= value) under a mixture of one column: Σ_k w_k Φ((value - μ_k) / σ_k). The relative accuracy is about 1e-15, even
 * far in the lower tail. For a mixture of several columns, pass a marginal: `model.marginal([column])`.
 *
 * @param model  one column.
 * @param values [N] data units; infinities have probability 0 and 1.
 * @throws {ShapeError} if the mixture has several columns.
 * @throws {InvalidOptionError} if a value is NaN.
 */
export function cumulativeProbability(model: MixtureParameters, values: ArrayLike<number>): Float64Array {
  const gaussians = univariate(model)
  return readNumbers('values', values).map(value => {
    if (Number.isNaN(value)) throw new InvalidOptionError('values', 'numbers', value, 'Leave it out.')
    return mixtureTails(gaussians, value).lower
  })
}
