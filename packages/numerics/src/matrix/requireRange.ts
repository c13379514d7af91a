import { ColumnRangeError } from '../errors.js'
import type { Matrix } from './matrix.js'

/** 2^480, about 3e144: squares of more than that, summed over rows and columns, leave the range of float64. */
const largestMagnitude = 2 ** 480
/** 2^-480: squares of less than that, and shares of them such as regularisation takes, are no longer normal numbers. */
const smallestSpread = 2 ** -480
/** Two different numbers of a larger magnitude are farther apart than the smallest spread. */
const coarseMagnitude = smallestSpread * 2 ** 53

function requireSquares({ data, columns }: Matrix): void {
  let at = 0
  while (at < data.length && !(Math.abs(data[at]) > largestMagnitude)) at++
  if (at < data.length) throw new ColumnRangeError(at % columns, { value: data[at], row: Math.floor(at / columns), limit: largestMagnitude })
}

/**
 * To be called where variances are estimated. NaN is passed over, and so is a column that does not vary at all: whoever needs
 * values or variation says so.
 *
 * @throws {ColumnRangeError} if squares of a column overflow, or it varies so little that its variance underflows.
 */
export function requireSpread(samples: Matrix): void {
  requireSquares(samples)
  const { data, rows, columns } = samples
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
