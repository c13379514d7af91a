import { NonFiniteValuesError, ShapeError } from '../errors.js'
import { describeValue } from '../validation/describeValue.js'
import { largestCount } from '../validation/options.js'
import { isArrayLike } from '../validation/readNumbers.js'
import { isRecord } from '../validation/readOptions.js'
import { areModerate } from './areModerate.js'

/** A dense matrix: `data[row * columns + column]`, row-major. */
export interface Matrix {
  readonly data: Float64Array | Float32Array
  readonly rows: number
  readonly columns: number
}

/** One value of a sample. NaN, null and undefined are missing cells. */
export type SampleCell = number | null | undefined

/** Samples as a caller may pass them: an [N, D] matrix, or N arrays of D numbers. */
export type Samples =
  | { readonly data: ArrayLike<SampleCell>; readonly rows: number; readonly columns: number }
  | readonly ArrayLike<SampleCell>[]

/**
 * Makes a matrix over `data`. A Float64Array or Float32Array is not copied; other arrays of numbers are copied into float64.
 *
 * @param data [rows * columns] row-major; null and undefined become NaN.
 * @throws {ShapeError} if rows or columns is not a whole number, or the length is not rows * columns.
 * @throws {NonFiniteValuesError} if an entry is neither a number, null nor undefined.
 */
export function matrix(data: ArrayLike<SampleCell>, rows: number, columns: number): Matrix {
  requireSize('rows', rows)
  requireSize('columns', columns)
  if (!isArrayLike(data)) {
    throw new ShapeError('matrix data', 'an array of numbers', describeValue(data), 'Pass the rows one after the other, for example as a Float64Array.')
  }
  if (data.length !== rows * columns) {
    throw new ShapeError(
      'matrix data',
      `${rows} x ${columns} = ${rows * columns} numbers`,
      `${data.length} numbers`,
      'Pass rows and columns that multiply to the length of data.',
    )
  }
  if (data instanceof Float64Array || data instanceof Float32Array) return { data, rows, columns }
  const copied = new Float64Array(data.length)
  copyCells(data, copied, 0)
  requireCells(copied, columns, at => data[at])
  return { data: copied, rows, columns }
}

/**
 * Converts `samples` to a matrix of at least one row and one column. A matrix over float64 or float32 is returned unchanged;
 * other arrays are copied into float64. Cells that are null or undefined become NaN.
 *
 * @param name the caller's name for the samples, for errors.
 * @throws {ShapeError} unless `samples` is [N, D] with N, D >= 1 and rows of equal length.
 * @throws {NonFiniteValuesError} if a cell is neither a number, null nor undefined.
 */
export function toMatrix(samples: Samples, name = 'samples'): Matrix {
  if (Array.isArray(samples)) return stackRows(samples as readonly unknown[], name)
  if (!isRecord(samples)) {
    throw new ShapeError(name, '[N, D], an array of rows or a matrix', describeValue(samples), 'Pass an array of rows, or matrix(data, rows, columns).')
  }
  const { data, rows, columns } = samples as Exclude<Samples, readonly unknown[]>
  if (data === undefined) {
    throw new ShapeError(name, '[N, D], an array of rows or a matrix', 'an object without data', 'Pass an array of rows, or matrix(data, rows, columns).')
  }
  requireSize('rows', rows)
  requireSize('columns', columns)
  if (rows < 1 || columns < 1) throw emptySamples(name, `${rows} x ${columns}`)
  return matrix(data, rows, columns)
}

/**
 * Converts `samples` to a matrix like {@link toMatrix}, and requires that all numbers are finite.
 *
 * @throws {ShapeError} unless `samples` is [N, D] with N, D >= 1 and rows of equal length.
 * @throws {NonFiniteValuesError} if a cell is not a finite number; the error names the row, the column and the value.
 */
export function finiteMatrix(samples: Samples): Matrix {
  const checked = toMatrix(samples)
  requireFinite(checked, samples)
  return checked
}

function stackRows(given: readonly unknown[], name: string): Matrix {
  const rows = given.length
  const columns = isArrayLike(given[0]) ? given[0].length : 0
  if (rows < 1 || (isArrayLike(given[0]) && columns < 1)) throw emptySamples(name, `${rows} x ${columns}`)
  const data = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const values = given[row]
    if (!isArrayLike(values)) {
      throw new ShapeError(
        name,
        'an array of rows, each an array of numbers',
        `${describeValue(values)} at row ${row}`,
        typeof values === 'number' ? 'Pass one row per sample, for example [[1], [2], [3]], or matrix(data, rows, columns).' : 'Pass every row as an array of numbers.',
      )
    }
    if (values.length !== columns) {
      throw new ShapeError(
        name,
        `rows of equal length (${columns}, as row 0)`,
        `of length ${values.length} at row ${row}`,
        'Give every row the same number of values.',
      )
    }
    if (values instanceof Float64Array || values instanceof Float32Array) data.set(values, row * columns)
    else copyCells(values, data, row * columns)
  }
  requireCells(data, columns, at => (given[Math.floor(at / columns)] as ArrayLike<unknown>)[at % columns])
  return { data, rows, columns }
}

/** Copies numbers unchanged and everything else as NaN. */
function copyCells(cells: ArrayLike<unknown>, data: Float64Array, offset: number): void {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    data[offset + i] = typeof cell === 'number' ? cell : NaN
  }
}

/**
 * @param cellAt the original value of the number at a position.
 * @throws {NonFiniteValuesError} if an original value is neither a number, null nor undefined.
 */
function requireCells(data: Float64Array, columns: number, cellAt: (at: number) => unknown): void {
  let count = 0
  let first = -1
  for (let at = 0; at < data.length; at++) {
    if (!Number.isNaN(data[at])) continue
    const cell = cellAt(at)
    if (typeof cell === 'number' || cell === null || cell === undefined) continue
    if (first < 0) first = at
    count++
  }
  if (count > 0) throw new NonFiniteValuesError(count, Math.floor(first / columns), first % columns, cellAt(first))
}

/**
 * @param given the original samples, if they may hold null or undefined, which the error then names.
 * @throws {NonFiniteValuesError} if any value is NaN or infinite.
 */
export function requireFinite(samples: Matrix, given: Samples = samples): void {
  const { data, columns } = samples
  if (data instanceof Float64Array && areModerate(data)) return
  // x - x is 0 for a finite x and NaN otherwise, so the sum shows whether all are finite without a branch per value.
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
  const [row, column] = [Math.floor(first / columns), first % columns]
  throw new NonFiniteValuesError(count, row, column, 'data' in given ? given.data[first] : given[row][column])
}

function requireSize(thing: 'rows' | 'columns', size: unknown): void {
  if (Number.isSafeInteger(size) && Number(size) >= 0 && Number(size) <= largestCount) return
  throw new ShapeError(`matrix ${thing}`, 'a whole number', describeValue(size), 'Pass rows and columns that multiply to the length of data.')
}

function emptySamples(name: string, actual: string): ShapeError {
  return new ShapeError(name, 'at least 1 row x 1 column', actual, 'Pass the data as [N, D].')
}
