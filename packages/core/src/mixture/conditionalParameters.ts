import { ShapeError } from '@mixtura/numerics'
import { type OptionReaders, readNumbers, readOptions, requireIndices } from '@mixtura/numerics/validation'
import { inCanonicalOrder } from '../model/canonicalOrder.js'
import type { MixtureParameters } from '../model/parameters.js'
import { createConditioning } from './conditioning.js'
import { FarSampleError } from '../errors.js'
import { otherColumns } from './selectColumns.js'
import { requireMixture } from '../model/requireMixture.js'

/** The known columns of a sample. */
export interface Condition {
  /** Columns whose values are known, 0-based, distinct; at least one, and not all of them. */
  readonly given: readonly number[]
  /** [given.length] values of these columns in the order of `given`, data units. */
  readonly values: ArrayLike<number>
}

/**
 * The mixture of the remaining columns, ascending, given the values of some. Covariances are 'full', and components are in
 * canonical order. Weights are computed in log space, so they sum to 1 even if every density underflows. A component whose
 * weight underflows to 0 is left out.
 *
 * @throws {ShapeError} if `given` or `values` does not fit the mixture.
 * @throws {FarSampleError} if the values are so far away that no weight can be computed.
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 2.81 and 2.82.
 */
export function conditionalParameters(parameters: MixtureParameters, condition: Condition): MixtureParameters {
  requireMixture('model', parameters)
  const { given, values } = readOptions('conditional', condition, conditionReaders(parameters.columns))
  const { components, columns } = parameters
  requireRemainder(given, columns)
  requireValues(values, given)
  const rest = otherColumns(columns, given)
  const conditioning = createConditioning(parameters, given, rest)
  if (!Number.isFinite(conditioning.moveTo(values, 0))) throw new FarSampleError('values', 0)

  const kept = Array.from({ length: components }, (_, k) => k).filter(k => conditioning.weights[k] > 0)
  const take = (all: Float64Array): Float64Array => {
    const size = all.length / components
    const taken = new Float64Array(kept.length * size)
    kept.forEach((from, to) => taken.set(all.subarray(from * size, (from + 1) * size), to * size))
    return taken
  }
  return inCanonicalOrder({
    covarianceType: 'full',
    components: kept.length,
    columns: rest.length,
    weights: take(conditioning.weights),
    means: take(conditioning.means),
    covariances: take(conditioning.covariances),
  })
}

function conditionReaders(columns: number): OptionReaders<Condition> {
  return {
    given: (name, value) => {
      requireIndices(name, value, { kind: 'column', count: columns })
      return value
    },
    values: readNumbers,
  }
}

function requireRemainder(given: readonly number[], columns: number): void {
  if (given.length < columns) return
  throw new ShapeError(
    'given',
    `fewer than all ${columns} columns`,
    'all of them',
    'Leave out the columns whose distribution you need.',
  )
}

function requireValues(values: ArrayLike<number>, given: readonly number[]): void {
  if (values.length === given.length && Array.from(values).every(Number.isFinite)) return
  throw new ShapeError(
    'values',
    `${given.length} finite ${given.length === 1 ? 'number' : 'numbers'}, one per given column`,
    `[${Array.from(values).join(', ')}]`,
    'Pass the value of each given column, in the order of given.',
  )
}
