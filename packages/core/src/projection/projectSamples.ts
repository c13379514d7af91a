import { type Matrix, requireFinite, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { FarSampleError } from '../errors.js'
import type { Projection } from './projectionDirections.js'
import { requireProjection } from './requireProjection.js'

/**
 * [N, d] coordinates z = Vᵀ (x - μ) of samples, without units.
 *
 * @param samples [N, D], finite, in the columns and units of the projection's mixture.
 * @throws {ShapeError} if the columns differ.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {FarSampleError} if a coordinate overflows float64.
 */
export function projectSamples(samples: Samples, projection: Projection): Matrix {
  requireProjection(projection)
  const { centre, directions } = projection
  const { data, rows, columns } = toMatrix(samples)
  if (columns !== directions.rows) {
    throw new ShapeError(
      'samples',
      `[N, ${directions.rows}], as the projection is of ${directions.rows} columns`,
      `[${rows}, ${columns}]`,
      'Pass the columns that the mixture was fitted on, in their order.',
    )
  }
  requireFinite({ data, rows, columns }, samples)
  const dimensions = directions.columns
  const projected = new Float64Array(rows * dimensions)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      const centred = data[row * columns + i] - centre[i]
      for (let l = 0; l < dimensions; l++) projected[row * dimensions + l] += centred * directions.data[i * dimensions + l]
    }
  }
  const beyond = projected.findIndex(value => !Number.isFinite(value))
  if (beyond >= 0) throw new FarSampleError('samples', Math.floor(beyond / dimensions))
  return { data: projected, rows, columns: dimensions }
}
