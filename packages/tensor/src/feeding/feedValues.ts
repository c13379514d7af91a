import { InvalidOptionError } from '@mixtura/core'

/** Rows in memory in any of the types that files come in, row-major. */
export interface FeedMatrix {
  readonly data: Float32Array | Float64Array | Uint8Array
  readonly rows: number
  readonly columns: number
}

/** x ↦ (x - offset) · factor, taken before rounding to float32; one number for all columns, or one for each. */
export interface ValueScale {
  /** Data units; 0 by default. */
  readonly offset?: number | ArrayLike<number>
  /** 1 by default. */
  readonly factor?: number | ArrayLike<number>
}

/** Bytes of an image to [0, 1]. */
export const pixelScale: ValueScale = { factor: 1 / 255 }

/**
 * The border from float64 to float32: rows of `matrix`, scaled, then rounded to the nearest float32. Every value that
 * goes to the device passes here, so it is the same however it is fed.
 *
 * @param rows numbers of the rows to copy, in their order.
 * @param out [rows.length, columns], written from its start.
 */
export function copyAsFloat32(
  { data, columns }: FeedMatrix,
  rows: ArrayLike<number>,
  { scale = {}, out }: { readonly scale?: ValueScale; readonly out: Float32Array },
): Float32Array {
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

function perColumn(value: number | ArrayLike<number>, columns: number): Float64Array {
  return typeof value === 'number' ? new Float64Array(columns).fill(value) : Float64Array.from(value)
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
