import { NonFiniteValuesError, ShapeError } from '../errors.js'

/** A dense matrix: `data[row * columns + column]`, row-major. */
export interface Matrix {
  readonly data: Float64Array | Float32Array
  readonly rows: number
  readonly columns: number
}

/** What a caller may pass as samples: [N, D] as a matrix, or as N arrays of D numbers. */
export type Samples = Matrix | readonly ArrayLike<number>[]

/**
 * A matrix over `data`, which is not copied.
 *
 * @param data [rows * columns] row-major.
 * @throws {ShapeError} if the length is not rows * columns.
 */
export function matrix(data: Float64Array | Float32Array, rows: number, columns: number): Matrix {
  if (data.length !== rows * columns) {
    throw new ShapeError(
      'matrix data',
      `${rows} x ${columns} = ${rows * columns} numbers`,
      `${data.length} numbers`,
      'Pass rows and columns that multiply to the length of data.',
    )
  }
  return { data, rows, columns }
}

/**
 * `samples` as a matrix; a matrix passes through untouched, arrays are copied into float64.
 *
 * @throws {ShapeError} if there are no rows or no columns, or the rows differ in length.
 */
export function toMatrix(samples: Samples): Matrix {
  if (isMatrix(samples)) {
    const { data, rows, columns } = samples
    if (rows < 1 || columns < 1) throw emptySamples(`${rows} x ${columns}`)
    return matrix(data, rows, columns)
  }
  const rows = samples.length
  const columns = samples[0]?.length ?? 0
  if (rows < 1 || columns < 1) throw emptySamples(`${rows} x ${columns}`)
  const data = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const values = samples[row]
    if (values.length !== columns) {
      throw new ShapeError(
        'samples',
        `rows of equal length (${columns}, as row 0)`,
        `of length ${values.length} at row ${row}`,
        'Give every row the same number of values.',
      )
    }
    data.set(values, row * columns)
  }
  return { data, rows, columns }
}

/** @throws {NonFiniteValuesError} if any value is NaN or infinite. */
export function requireFinite(samples: Matrix): void {
  const { data, columns } = samples
  // x - x is 0 for a finite x and NaN for the rest, so the sum tells without a branch per value.
  let sum = 0
  for (let i = 0; i < data.length; i++) sum += data[i] - data[i]
  if (sum === 0) return
  let count = 0
  let first = -1
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue
    if (first < 0) first = i
    count++
  }
  throw new NonFiniteValuesError(count, Math.floor(first / columns), first % columns, data[first])
}

function isMatrix(samples: Samples): samples is Matrix {
  return !Array.isArray(samples)
}

function emptySamples(actual: string): ShapeError {
  return new ShapeError('samples', 'at least 1 row x 1 column', actual, 'Pass the data as [N, D].')
}
