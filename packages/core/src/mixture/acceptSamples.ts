import { type Matrix, requireFinite, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { requireFiniteOrMissing } from '../statistics/missingPatterns.js'

/**
 * `samples` as a matrix with the columns of a mixture.
 *
 * @param options.missing 'error' by default: every value must be finite.
 * @throws {ShapeError} if it has another number of columns.
 * @throws {NonFiniteValuesError} if a value is infinite, or a cell is missing and `missing` is 'error'.
 */
export function acceptSamples(
  samples: Samples,
  columns: number,
  { missing = 'error' }: { readonly missing?: 'error' | 'marginalize' } = {},
): Matrix {
  const data = toMatrix(samples)
  if (data.columns !== columns) {
    throw new ShapeError(
      'samples',
      `[N, ${columns}], as the mixture has ${columns} columns`,
      `[${data.rows}, ${data.columns}]`,
      'Pass the columns that the mixture was fitted on, in their order.',
    )
  }
  if (missing === 'error') requireFinite(data, samples)
  else requireFiniteOrMissing(data)
  return data
}
