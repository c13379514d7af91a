/** Where one coordinate of some rows falls apart. */
export interface Cut {
  /** Places of the cuts, ascending: values up to the first belong together, and so on. */
  readonly places: readonly number[]
  /** The narrowest of the gaps that are cut, in standard deviations of what lies between the cuts. */
  readonly width: number
}

/**
 * Empty intervals of this many standard deviations part the rows. It exceeds √12, the step of a grid in standard deviations of
 * rounding to it, so that the values of a grid are never taken for groups of their own.
 */
const wideGap = 4
/** Fewer rows show no scale: between cuts they count as stray. */
export const fewestRows = 5
/** Differences below this share of the magnitude are rounding. */
export const roundingShare = 1e-12

/**
 * The cuts of a coordinate at all of its gaps above some width, where every such gap is at least four times as wide as the
 * standard deviation within what lies between them; undefined where no width will do. At least half of the rows must lie in
 * intervals of five rows or more.
 *
 * Single linkage in one dimension: intervals merge from the narrowest gap to the widest, and their squared deviations are added up on
 * the way, so that nothing is lost where gaps are 1e7 deviations wide.
 *
 * @param values [n] any order.
 * @param roundingVariance that the values carry because they were rounded, in their units squared: h² / 12 for steps of h.
 */
export function widestGaps(values: Float64Array, roundingVariance: number): Cut | undefined {
  const rows = values.length
  const sorted = Float64Array.from(values).sort()
  const rounding = roundingShare * Math.max(Math.abs(sorted[0]), Math.abs(sorted[rows - 1]))
  const gaps = Float64Array.from({ length: rows - 1 }, (_, i) => sorted[i + 1] - sorted[i])
  // Intervals have five rows on average at least, so that narrower gaps are none of theirs.
  const narrow = Math.max(rounding, gaps.slice().sort()[Math.max(0, rows - 1 - Math.ceil(rows / fewestRows))])
  const intervals = createIntervals(sorted)
  const wide: number[] = []
  gaps.forEach((gap, i) => (gap > narrow ? wide.push(i) : intervals.joinAfter(i)))
  wide.sort((a, b) => gaps[a] - gaps[b])
  // Few rows leave wide gaps by chance.
  const least = wideGap * (1 + fewestRows / rows)
  let best: { readonly from: number; readonly width: number } | undefined
  for (const [from, gap] of wide.entries()) {
    const width = gaps[gap] / Math.sqrt(intervals.variance() + roundingVariance)
    const joinsNext = from > 0 && gaps[wide[from - 1]] === gaps[gap]
    if (width > (best?.width ?? least) && !joinsNext && 2 * intervals.settledRows() >= rows) best = { from, width }
    intervals.joinAfter(gap)
  }
  if (!best) return undefined
  const places = wide.slice(best.from).sort((a, b) => a - b).map(i => sorted[i] + gaps[i] / 2)
  return { places, width: best.width }
}

/** Intervals of sorted values, at first one for each; with their sizes, means and squared deviations. */
function createIntervals(sorted: Float64Array): {
  /** Joins the interval that ends with value i and the one that begins with the next. */
  readonly joinAfter: (i: number) => void
  /** Within the intervals, unbiased; 0 where all hold one value. */
  readonly variance: () => number
  /** Rows in intervals of enough rows. */
  readonly settledRows: () => number
} {
  const rows = sorted.length
  /** The other end of an interval that begins or ends here. */
  const otherEnd = Int32Array.from(sorted.keys())
  /** Of the interval that begins here. */
  const sizes = new Int32Array(rows).fill(1)
  const means = sorted.slice()
  let [count, squares, settled] = [rows, 0, 0]
  const settledSize = (size: number): number => (size >= fewestRows ? size : 0)
  return {
    joinAfter: i => {
      const [first, second] = [otherEnd[i], i + 1]
      const [one, other] = [sizes[first], sizes[second]]
      const size = one + other
      const difference = means[second] - means[first]
      squares += ((one * other) / size) * difference ** 2
      settled += settledSize(size) - settledSize(one) - settledSize(other)
      means[first] += (other / size) * difference
      sizes[first] = size
      const end = otherEnd[second]
      otherEnd[first] = end
      otherEnd[end] = first
      count--
    },
    variance: () => (rows > count ? squares / (rows - count) : 0),
    settledRows: () => settled,
  }
}
