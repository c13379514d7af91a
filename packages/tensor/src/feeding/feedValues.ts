import { InvalidOptionError, ShapeError } from '@mixtura/numerics'
import { describeValue, isArrayLike, optional, readOptions, record, requireObject, type Reader } from '@mixtura/numerics/validation'

/** Rows in memory, row-major, in any of the types that files are read as. */
export interface FeedMatrix {
  readonly data: Float32Array | Float64Array | Uint8Array
  readonly rows: number
  readonly columns: number
}

/**
 * The scaling x ↦ (x - offset) · factor, done before rounding to float32. Each is one number for all columns, or one per column.
 */
export interface ValueScale {
  /** In data units; 0 by default. */
  readonly offset?: number | ArrayLike<number>
  /** In 1 / data units; 1 by default. */
  readonly factor?: number | ArrayLike<number>
}

/** Scales the bytes of an image to [0, 1]. */
export const pixelScale: ValueScale = { factor: 1 / 255 }

/**
 * Copies rows of `matrix`, scaled in float64 and then rounded to the nearest float32. Every value that goes to the device is
 * converted here, so it is the same for every way of feeding.
 *
 * @param rows indices of the rows to copy, in this order.
 * @param out [rows.length, columns], written from its start.
 */
export function copyAsFloat32(
  matrix: FeedMatrix,
  rows: ArrayLike<number>,
  options: { readonly scale?: ValueScale; readonly out: Float32Array },
): Float32Array {
  requireFeedMatrix('matrix', matrix)
  const { data, columns } = matrix
  requireRows(rows, matrix.rows)
  const { scale = {}, out } = readOptions<typeof options>('copyAsFloat32', options, { scale: optional(valueScale), out: float32 })
  requireScaleOf(columns, scale)
  if (out.length < rows.length * columns) {
    throw new ShapeError('out', `of at least ${rows.length} x ${columns} numbers`, `${out.length} numbers`, 'Pass new Float32Array(rows.length * columns).')
  }
  const isPlain = scale.offset === undefined && scale.factor === undefined
  const offsets = perColumn(scale.offset ?? 0, columns)
  const factors = perColumn(scale.factor ?? 1, columns)
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i] * columns
    const to = i * columns
    if (isPlain) {
      out.set(data.subarray(from, from + columns), to)
      continue
    }
    for (let column = 0; column < columns; column++) {
      out[to + column] = (data[from + column] - offsets[column]) * factors[column]
    }
  }
  return out
}

const float32: Reader<Float32Array> = (name, value) => {
  if (value instanceof Float32Array) return value
  throw new InvalidOptionError(name, 'a Float32Array', value, 'Pass new Float32Array(rows.length * columns).')
}

function requireRows(rows: unknown, count: number): void {
  if (!isArrayLike(rows)) throw new ShapeError('rows', 'a list of row numbers', describeValue(rows), 'Pass for example [0, 1].')
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (Number.isSafeInteger(row) && Number(row) >= 0 && Number(row) < count) continue
    throw new ShapeError('rows', `whole numbers from 0 to ${count - 1}`, `${describeValue(row)} at place ${i}`, 'Pass for example [0, 1].')
  }
}

function perColumn(value: number | ArrayLike<number>, columns: number): Float64Array {
  return typeof value === 'number' ? new Float64Array(columns).fill(value) : Float64Array.from(value)
}

/** @throws {ShapeError} unless `matrix` holds at least one row, and as many numbers as its rows and columns say. */
export function requireFeedMatrix(name: string, matrix: unknown): asserts matrix is FeedMatrix {
  const remedy = 'Pass { data, rows, columns } with a Float64Array, a Float32Array or a Uint8Array.'
  requireObject(name, matrix, { what: 'a matrix', fields: { data: 'object', rows: 'number', columns: 'number' }, remedy })
  const { data, rows, columns } = matrix as FeedMatrix
  if (!(ArrayBuffer.isView(data) && 'subarray' in data && typeof data[0] !== 'bigint')) throw new ShapeError(`${name}.data`, 'a typed array of numbers', describeValue(data), remedy)
  if (data.length !== rows * columns || !(rows >= 1)) {
    throw new ShapeError(name, `${rows} x ${columns} numbers, at least one row`, `${data.length} numbers`, 'Pass rows and columns that multiply to the length of data.')
  }
}

/** @throws {ShapeError} unless the scale has one number for all columns, or one per column. */
export function requireScaleOf(columns: number, scale: ValueScale): void {
  for (const [name, value] of Object.entries(scale) as readonly [string, number | ArrayLike<number>][]) {
    if (typeof value === 'number' || value.length === columns) continue
    throw new ShapeError(`scale.${name}`, `a number, or ${columns} numbers, one per column`, `${value.length} numbers`, 'Give every column its own.')
  }
}

/** Reads the scale of values. */
export const valueScale: Reader<ValueScale> = (name, value) => {
  const scale = record<ValueScale>({ offset: optional(scaleNumbers), factor: optional(scaleNumbers) })(name, value)
  checkScale(scale)
  return scale
}

const scaleNumbers: Reader<number | ArrayLike<number>> = (name, value) => {
  if (typeof value === 'number') return value
  if (isArrayLike(value) && Array.from(value).every(one => typeof one === 'number')) return value as ArrayLike<number>
  throw new InvalidOptionError(name, 'a number, or a list of numbers, one per column', value, `Pass for example ${name}: 0.5.`)
}

/** @throws {InvalidOptionError} unless the numbers of the scale are finite and no factor is 0. */
export function checkScale({ offset = 0, factor = 1 }: ValueScale): void {
  for (const value of typeof offset === 'number' ? [offset] : Array.from(offset)) {
    if (Number.isFinite(value)) continue
    throw new InvalidOptionError('scale.offset', 'a finite number', value, 'Pass for example scale: { offset: 0.5 }.')
  }
  for (const value of typeof factor === 'number' ? [factor] : Array.from(factor)) {
    if (Number.isFinite(value) && value !== 0) continue
    throw new InvalidOptionError('scale.factor', 'a finite number other than 0', value, 'Pass for example scale: { factor: 1 / 255 }.')
  }
}
