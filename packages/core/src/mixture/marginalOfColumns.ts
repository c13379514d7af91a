import { requireIndices } from '@mixtura/numerics/validation'
import { selectFactorColumns } from '../covariance/storedFactors.js'
import { inCanonicalOrder } from '../model/canonicalOrder.js'
import { marginalParameters } from '../model/marginalParameters.js'
import type { MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'

/**
 * The marginal mixture of the given columns, in their order; for a Gaussian it has blocks of the mean and the covariance.
 * Covariances are 'full'; but q factors stay factors if there are more than q columns. Components are in canonical order.
 *
 * @param columns 0-based, distinct, at least one.
 * @throws {ShapeError} if they are not.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 2.98.
 */
export function marginalOfColumns(parameters: MixtureParameters, columns: readonly number[]): MixtureParameters {
  requireMixture('model', parameters)
  requireIndices('columns', columns, { kind: 'column', count: parameters.columns })
  const marginal = marginalParameters(parameters, columns, 'full')
  const { covarianceType, covariances, columns: all } = parameters
  if (typeof covarianceType === 'string' || covarianceType.factors >= columns.length) return inCanonicalOrder(marginal)
  const { factors } = covarianceType
  const chosen = selectFactorColumns(covariances, { factors, columns: all, selected: columns })
  return inCanonicalOrder({ ...marginal, covarianceType, covariances: chosen })
}
