import { ShapeError } from '../errors.js'
import { requireFinite, toMatrix, type Matrix, type Samples } from '../matrix/matrix.js'

/**
 * `samples` as a finite matrix with the columns of a mixture.
 *
 * @throws {ShapeError} if it has another number of columns.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 */
export function acceptSamples(samples: Samples, columns: number): Matrix {
  const data = toMatrix(samples)
  if (data.columns !== columns) {
    throw new ShapeError(
      'samples',
      `[N, ${columns}], as the mixture has ${columns} columns`,
      `[${data.rows}, ${data.columns}]`,
      'Pass the columns that the mixture was fitted on, in their order.',
    )
  }
  requireFinite(data)
  return data
}
