import { ColumnRangeError } from '../errors.js'
import { areModerate } from './areModerate.js'
import type { Matrix } from './matrix.js'

/** 2^480, about 3e144. The squares of larger numbers, summed over rows and columns, may overflow float64. */
const maxMagnitude = 2 ** 480
/** 2^-480. The squares of smaller numbers, or the small fractions of them that regularisation uses, may be subnormal. */
const minSpread = 2 ** -480
/** Two different numbers of a larger magnitude always differ by more than `minSpread`. */
const coarseMagnitude = minSpread * 2 ** 53

function requireSquares({ data, columns }: Matrix, columnNames: readonly string[] | undefined): void {
  if (data instanceof Float64Array && areModerate(data)) return
  let at = 0
  while (at < data.length && !(Math.abs(data[at]) > maxMagnitude)) at++
  if (at < data.length) throw new ColumnRangeError(at % columns, { value: data[at], row: Math.floor(at / columns), limit: maxMagnitude }, columnNames?.[at % columns])
}

/**
 * Checks the range of every column before variances are estimated. NaN and columns that do not vary at all are accepted;
 * callers that need values or variation check for them.
 *
 * @param columnNames for the message of the error.
 * @throws {ColumnRangeError} if squares of a column overflow, or if it varies so little that its variance underflows.
 */
export function requireSpread(samples: Matrix, columnNames?: readonly string[]): void {
  requireSquares(samples, columnNames)
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
    if (!isCoarse && spread > 0 && spread < minSpread) throw new ColumnRangeError(column, { spread, limit: minSpread }, columnNames?.[column])
  }
}
