import type { Matrix } from '@mixtura/numerics'
import { roundingShare } from './widestGaps.js'

/** Shares p of the distinct values, and the width of the densest interval of share p of a standard normal: 2 Φ⁻¹((1 + p) / 2). */
const shares = [
  [1 / 2, 1.34898],
  [1 / 4, 0.637279],
  [1 / 8, 0.314621],
  [1 / 16, 0.156825],
] as const
/** Intervals of fewer values may be short by chance. */
const minValues = 16
/** Largest ratio of core to variance that counts as a core; normal, uniform and exponential columns have more than 1/10. */
const coreRatio = 1 / 100

/**
 * [D] ratio of each column's core variance to its variance; 1 for a column without a dense core.
 *
 * A narrow cluster inside a wide one leaves no gap, and the variance of both together does not show the narrow one. But its
 * values lie in an interval that is much shorter than a normal column of the same variance would have.
 *
 * @param cores [D] from `coreVariances`.
 * @param variances [D] of the columns, in the same units.
 */
export function coreShares(cores: Float64Array, variances: ArrayLike<number>): Float64Array {
  return cores.map((core, i) => (core < coreRatio * variances[i] ? core / variances[i] : 1))
}

/** [D] `coreVariance` of each column. */
export function coreVariances({ data, rows, columns }: Matrix): Float64Array {
  const found = new Float64Array(columns)
  const values = new Float64Array(rows)
  for (let i = 0; i < columns; i++) {
    for (let row = 0; row < rows; row++) values[row] = data[row * columns + i]
    found[i] = coreVariance(values.sort())
  }
  return found
}

/**
 * Variance of the normal distribution whose densest interval of share p is as short as that of the values; the smallest one
 * over all `shares`. Infinity for too few values. Equal values count once, so copies or codes are no core.
 *
 * @param values ascending; overwritten.
 */
export function coreVariance(values: Float64Array): number {
  return values.length < 2 * minValues ? Infinity : coreDeviation(distinctValues(values)) ** 2
}

/** Distinct values of an ascending array, in the same memory; differences by rounding are ignored. */
function distinctValues(values: Float64Array): Float64Array {
  const rounding = roundingShare * Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]))
  let count = 1
  for (let at = 1; at < values.length; at++) if (values[at] - values[count - 1] > rounding) values[count++] = values[at]
  return values.subarray(0, count)
}

/** The root of `coreVariance`, for ascending distinct values. */
function coreDeviation(sorted: Float64Array): number {
  let deviation = Infinity
  for (const [share, width] of shares) {
    const size = Math.ceil(share * sorted.length)
    if (size < minValues) break
    let shortest = Infinity
    for (let last = size - 1; last < sorted.length; last++) shortest = Math.min(shortest, sorted[last] - sorted[last - size + 1])
    deviation = Math.min(deviation, shortest / width)
  }
  return deviation
}
