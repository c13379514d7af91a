import { ShapeError } from '@mixtura/numerics'
import { probability as readProbability, readOptions, requireComponent, requireIndices } from '@mixtura/numerics/validation'
import type { MixtureParameters } from '../model/parameters.js'
import { confidenceRadius } from './confidenceRadius.js'
import { factorColumns, selectCovariances, selectMeans } from '../mixture/selectColumns.js'
import { requireMixture } from '../model/requireMixture.js'

/** Options of `confidenceEllipse`. */
export interface ConfidenceEllipseOptions {
  /** The two columns of the plane: horizontal, vertical. */
  readonly columns: readonly [number, number]
  /** Probability of the component inside the ellipse, in that plane; between 0 and 1, both excluded. */
  readonly probability: number
}

/** An ellipse in the plane of two columns. */
export interface ConfidenceEllipse {
  /** [2] data units. */
  readonly centre: Float64Array
  /** [2] major, then minor; data units. */
  readonly semiAxes: Float64Array
  /** From the axis of the first column to the major axis, towards the second column; radians in (-π/2, π/2], 0 for a circle. */
  readonly angle: number
}

/**
 * The ellipse that contains `probability` of one component in the plane of two columns. With the covariance [a b; b c] of
 * these columns, radius² = -2 ln(1 - probability) and λ the larger eigenvalue,
 *
 *   λ = (a + c)/2 + √((a - c)²/4 + b²),   semi-axes radius √λ and radius √(det / λ),   angle = ½ atan2(2 b, a - c)
 *
 * √det is the product of the Cholesky pivots, so the minor axis of a thin ellipse does not round to 0.
 *
 * @param component 0-based.
 * @throws {InvalidOptionError} if the component or the probability is out of range.
 * @throws {ShapeError} unless `columns` are two columns of the mixture.
 * @throws {DegenerateCovarianceError} if the covariance is not positive definite.
 */
export function confidenceEllipse(
  model: MixtureParameters,
  component: number,
  options: ConfidenceEllipseOptions,
): ConfidenceEllipse {
  requireMixture('model', model)
  requireComponent(component, model.components)
  const { columns, probability } = readOptions<ConfidenceEllipseOptions>('confidenceEllipse', options, {
    columns: (_name, value) => value as ConfidenceEllipseOptions['columns'],
    probability: readProbability(),
  })
  requireIndices('columns', columns, { kind: 'column', count: model.columns })
  requirePlane(columns)
  const radius = confidenceRadius(probability, 2)
  const [a, b, , c] = selectCovariances(model, columns).subarray(4 * component)
  const [pivot, , , lastPivot] = factorColumns(model, columns).subarray(4 * component)
  const major = Math.sqrt((a + c) / 2 + Math.hypot((a - c) / 2, b))
  return {
    centre: selectMeans(model, columns).slice(2 * component, 2 * component + 2),
    semiAxes: Float64Array.of(radius * major, radius * ((pivot * lastPivot) / major)),
    angle: 0.5 * Math.atan2(2 * b + 0, a - c), // + 0, because a negative zero would give -π/2
  }
}

function requirePlane(columns: readonly number[]): void {
  if (columns.length === 2) return
  throw new ShapeError(
    'columns',
    'two columns, one per axis of the plane',
    `[${columns.join(', ')}]`,
    'Pass for example columns: [0, 1].',
  )
}
