import { covarianceStructure } from '../covariance/structures.js'
import type { Frozen } from './frozen.js'
import type { MixtureParameters } from '../model/parameters.js'

/**
 * How many parameters a fit estimated: K - 1 weights unless they were equal or frozen, D for each mean that moved, and
 * those of the covariances, of which frozen ones count none.
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
  // Some but not all stay only where components share nothing, and then their parameters add up.
  const ofCovariances = movingCovariances === 0 ? 0 : parameterCount(movingCovariances, columns)
  return ofWeights + moving(frozen.means) * columns + ofCovariances
}
