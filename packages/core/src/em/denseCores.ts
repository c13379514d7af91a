import type { Matrix } from '@mixtura/numerics'
import { roundingShare } from './widestGaps.js'

/**
 * Shares of the distinct values that are looked at, and how many deviations wide the densest interval of that share of a normal
 * distribution is: 2 Φ⁻¹((1 + p) / 2).
 */
const shares = [
  [1 / 2, 1.34898],
  [1 / 4, 0.637279],
  [1 / 8, 0.314621],
  [1 / 16, 0.156825],
] as const
/** Intervals of fewer values are short by chance. */
const fewestValues = 16
/** A core counts from here on; densest intervals of normal, uniform and exponential columns give more than a tenth. */
const coreRatio = 1 / 100

/**
 * [D] what share of each column's variance its densest part has; 1 where that is no less than elsewhere.
 *
 * A narrow cluster inside a wide one leaves no gap, and the variance of both says nothing of the narrow one. But its values lie in
 * a short interval, which is compared with that of a normal column of the given variance. Equal values count once, so that
 * copies and codes are no core.
 *
 * @param cores [D] coreVariances.
 * @param variances [D]
 */
export function coreShares(cores: Float64Array, variances: ArrayLike<number>): Float64Array {
  return cores.map((core, i) => (core < coreRatio * variances[i] ? core / variances[i] : 1))
}

/** [D] coreVariance of each column. */
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
 * The least variance that the densest interval of some share of the values shows; Infinity of too few values.
 *
 * @param values ascending; overwritten.
 */
export function coreVariance(values: Float64Array): number {
  return values.length < 2 * fewestValues ? Infinity : coreDeviation(distinctValues(values)) ** 2
}

/** Of ascending values, in the same memory; those that differ by rounding alone are one. */
function distinctValues(values: Float64Array): Float64Array {
  const rounding = roundingShare * Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]))
  let count = 1
  for (let at = 1; at < values.length; at++) if (values[at] - values[count - 1] > rounding) values[count++] = values[at]
  return values.subarray(0, count)
}

/** The least deviation that the densest interval of some share shows; Infinity of too few values. */
function coreDeviation(sorted: Float64Array): number {
  let deviation = Infinity
  for (const [share, width] of shares) {
    const size = Math.ceil(share * sorted.length)
    if (size < fewestValues) break
    let shortest = Infinity
    for (let last = size - 1; last < sorted.length; last++) shortest = Math.min(shortest, sorted[last] - sorted[last - size + 1])
    deviation = Math.min(deviation, shortest / width)
  }
  return deviation
}
