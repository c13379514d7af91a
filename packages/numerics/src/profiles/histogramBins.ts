/** Largest number of intervals. */
const mostBins = 30

/** Intervals of equal width. */
export interface HistogramBins {
  /** Start of the first interval and end of the last, which contains it. */
  readonly from: number
  readonly to: number
  readonly bins: number
}

/**
 * The intervals of a histogram: one for each whole number if there are fewer than 30, otherwise 30 from the minimum to the maximum.
 *
 * @param isWhole whether all values are whole numbers.
 * @returns null if there is no range.
 */
export function histogramBins(minimum: number, maximum: number, isWhole: boolean): HistogramBins | null {
  const range = maximum - minimum
  if (!(range > 0 && range < Infinity)) return null
  if (isWhole && range < mostBins) return { from: minimum - 0.5, to: maximum + 0.5, bins: range + 1 }
  return { from: minimum, to: maximum, bins: mostBins }
}
