import { InvalidOptionError } from '@mixtura/numerics'
import { covarianceName } from '../covariance/covarianceName.js'
import { covarianceStructure } from '../covariance/structures.js'
import { recentreStatistics } from '../statistics/recentreStatistics.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { MixtureParameters } from '../model/parameters.js'

/**
 * Parameters that stay as they were given: of all components, or of the listed ones (in the order of the
 * given mixture).
 */
export interface Frozen {
  readonly weights?: boolean
  readonly means?: boolean | readonly number[]
  readonly covariances?: boolean | readonly number[]
}

/**
 * Statistics in which every component of frozen mean is already where it stays: the M-step then leaves its mean, and
 * takes its covariance about it, as the likelihood asks for.
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

/** `estimated` with its frozen parts taken from `given`. */
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

/** @throws {InvalidOptionError} if a listed component does not exist, or its covariance has something in common with others. */
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
  // Parameters add up just if components have none in common.
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
