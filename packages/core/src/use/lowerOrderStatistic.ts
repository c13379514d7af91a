/**
 * The value of 0-based rank ⌊share N⌋: at most the given share of `values` is below it.
 *
 * NaN counts as the smallest value; it is the log-density of a row beyond the range of float64.
 *
 * @param values [N], N >= 1, not modified.
 * @param share from 0 to below 1.
 */
export function lowerOrderStatistic(values: Float64Array, share: number): number {
  const ranked = values.map(value => (Number.isNaN(value) ? -Infinity : value)).sort()
  return ranked[Math.floor(share * values.length)]
}
