import { ColumnRangeError } from '../errors.js'
import type { Matrix } from './matrix.js'

/** 2^480, about 3e144: squares of more than that, summed over rows and columns, leave the range of float64. */
export const largestMagnitude = 2 ** 480
/** 2^-480: squares of less than that, and shares of them such as regularisation takes, are no longer normal numbers. */
const smallestSpread = 2 ** -480
/** Two different numbers of a larger magnitude are farther apart than the smallest spread. */
const coarseMagnitude = smallestSpread * 2 ** 53

/** @throws {ColumnRangeError} if the squares of a column overflow: NaN is passed over. */
export function requireSquares({ data, columns }: Matrix): void {
  const at = data.findIndex(value => value > largestMagnitude || value < -largestMagnitude)
  if (at >= 0) throw new ColumnRangeError(at % columns, { value: data[at], row: Math.floor(at / columns), limit: largestMagnitude })
}

/**
 * To be called where variances are estimated. A column that does not vary at all passes: whoever needs variation says so.
 *
 * @throws {ColumnRangeError} if a column varies so little that its variance underflows.
 */
export function requireSpread({ data, rows, columns }: Matrix): void {
  for (let column = 0; column < columns; column++) {
    let least = Infinity
    let most = -Infinity
    let isCoarse = false
    for (let row = 0; row < rows && !isCoarse; row++) {
      const value = data[row * columns + column]
      isCoarse = Math.abs(value) > coarseMagnitude
      if (value < least) least = value
      if (value > most) most = value
    }
    const spread = most - least
    if (!isCoarse && spread > 0 && spread < smallestSpread) throw new ColumnRangeError(column, { spread, limit: smallestSpread })
  }
}
