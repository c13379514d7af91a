import { covarianceStructure } from '../covariance/structures.js'
import type { Frozen } from './frozen.js'
import type { MixtureParameters } from '../model/parameters.js'

/**
 * Number of parameters that a fit estimated: K - 1 weights unless they were equal or frozen, D for each mean that was not
 * frozen, and the parameters of the covariances that were not frozen.
 */
export function estimatedParameterCount(
  { covarianceType, components, columns }: Pick<MixtureParameters, 'covarianceType' | 'components' | 'columns'>,
  { frozen = {}, weights = 'free' }: { readonly frozen?: Frozen | undefined; readonly weights?: 'free' | 'equal' | undefined },
): number {
  const moving = (which: boolean | readonly number[] | undefined): number =>
    which === true ? 0 : components - (which ? new Set(which).size : 0)
  const { parameterCount } = covarianceStructure(covarianceType)
  const ofWeights = weights === 'equal' || frozen.weights ? 0 : components - 1
  const movingCovariances = moving(frozen.covariances)
  // `checkFrozen` allows freezing some covariances only if components share no parameters, so the counts add up.
  const ofCovariances = movingCovariances === 0 ? 0 : parameterCount(movingCovariances, columns)
  return ofWeights + moving(frozen.means) * columns + ofCovariances
}
