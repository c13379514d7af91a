import { InvalidOptionError } from '@mixtura/numerics'
import { covarianceName } from '../covariance/covarianceName.js'
import { covarianceStructure } from '../covariance/structures.js'
import { recentreStatistics } from '../statistics/recentreStatistics.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { MixtureParameters } from '../model/parameters.js'

/** Parameters that keep their given values: of all components, or of the listed ones (numbered as in the given mixture). */
export interface Frozen {
  readonly weights?: boolean
  readonly means?: boolean | readonly number[]
  readonly covariances?: boolean | readonly number[]
}

/**
 * The statistics with every component of frozen mean centred there and its sums set to zero. The M-step then keeps the
 * mean and takes the covariance about it, which maximises the likelihood.
 */
export function aboutFrozenMeans(
  statistics: SufficientStatistics,
  given: MixtureParameters,
  { means: which }: Frozen,
): SufficientStatistics {
  if (!which) return statistics
  const { columns } = given
  const size = { which, size: columns }
  const recentred = recentreStatistics(statistics, keep(statistics.centres, given.means, size))
  return { ...recentred, sums: keep(recentred.sums, new Float64Array(given.means.length), size) }
}

/** `estimated` with the frozen parameters of `given`. */
export function withFrozen(estimated: MixtureParameters, given: MixtureParameters, frozen: Frozen): MixtureParameters {
  const { components, columns } = given
  return {
    ...estimated,
    weights: frozen.weights ? given.weights : estimated.weights,
    means: keep(estimated.means, given.means, { which: frozen.means, size: columns }),
    covariances: keep(estimated.covariances, given.covariances, {
      which: frozen.covariances,
      size: given.covariances.length / components,
    }),
  }
}

/** @throws {InvalidOptionError} if a listed component does not exist, or its covariance shares parameters with others. */
export function checkFrozen(frozen: Frozen, given: MixtureParameters): void {
  for (const part of ['means', 'covariances'] as const) {
    const which = frozen[part]
    if (typeof which !== 'object') continue
    for (const component of which) {
      if (Number.isInteger(component) && component >= 0 && component < given.components) continue
      throw new InvalidOptionError(
        `frozen.${part}`,
        `components from 0 to ${given.components - 1}`,
        component,
        'List components of the given mixture, or pass true for all.',
      )
    }
  }
  const { parameterCount } = covarianceStructure(given.covarianceType)
  // Parameter counts add up if and only if components share no parameters.
  const shared = parameterCount(2, given.columns) !== 2 * parameterCount(1, given.columns)
  if (shared && typeof frozen.covariances === 'object') {
    throw new InvalidOptionError(
      'frozen.covariances',
      `true or false for covarianceType '${covarianceName(given.covarianceType)}', whose components share parameters`,
      `[${frozen.covariances.join(', ')}]`,
      'Pass true, or choose a structure of independent covariances, such as VVV, VVI or VII.',
    )
  }
}

function keep(
  estimated: Float64Array,
  given: Float64Array,
  { which, size }: { readonly which: boolean | readonly number[] | undefined; readonly size: number },
): Float64Array {
  if (!which) return estimated
  if (which === true) return given
  const kept = estimated.slice()
  for (const k of which) kept.set(given.subarray(k * size, (k + 1) * size), k * size)
  return kept
}
