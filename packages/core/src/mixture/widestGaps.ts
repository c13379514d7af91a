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

/** Arrays that `widestGaps` works in, for callers that look at many coordinates of as many rows. */
export interface GapWorkspace {
  /** [n - 1] differences of neighbouring values, and the same in an order of no meaning. */
  readonly gaps: Float64Array
  readonly shuffled: Float64Array
  /** [n] of each interval: its last row in the order of the values, its size and its mean. */
  readonly lastRows: Int32Array
  readonly sizes: Int32Array
  readonly means: Float64Array
  /** [n] the other end of a run of joined intervals, for the intervals that begin and end one. */
  readonly otherEnds: Int32Array
}

export function createGapWorkspace(rows: number): GapWorkspace {
  return {
    gaps: new Float64Array(rows - 1),
    shuffled: new Float64Array(rows - 1),
    lastRows: new Int32Array(rows),
    sizes: new Int32Array(rows),
    means: new Float64Array(rows),
    otherEnds: new Int32Array(rows),
  }
}

/**
 * The cuts of a coordinate at all of its gaps above some width, where every such gap is at least four times as wide as the
 * standard deviation within what lies between them; undefined where no width will do. At least half of the rows must lie in
 * intervals of five rows or more.
 *
 * Single linkage in one dimension: intervals merge from the narrowest gap to the widest, and their squared deviations are added up on
 * the way, so that nothing is lost where gaps are 1e7 deviations wide.
 *
 * @param sorted [n] the values, ascending.
 * @param roundingVariance that the values carry because they were rounded, in their units squared: h² / 12 for steps of h.
 * @param workspace of n rows, overwritten.
 */
export function widestGaps(sorted: Float64Array, roundingVariance: number, workspace = createGapWorkspace(sorted.length)): Cut | undefined {
  const rows = sorted.length
  const { gaps, shuffled, lastRows, sizes, means, otherEnds } = workspace
  const rounding = roundingShare * Math.max(Math.abs(sorted[0]), Math.abs(sorted[rows - 1]))
  let widest = 0
  for (let i = 0; i < rows - 1; i++) {
    const gap = sorted[i + 1] - sorted[i]
    shuffled[i] = gaps[i] = gap
    if (gap > widest) widest = gap
  }
  // Intervals have five rows on average at least, so that narrower gaps are none of theirs.
  const narrow = Math.max(rounding, valueOfRank(shuffled, Math.max(0, rows - 1 - Math.ceil(rows / fewestRows))))
  if (!(widest > narrow)) return undefined

  // Intervals that no wide gap parts. `joined` gaps lie within intervals, and `settled` rows in intervals of enough rows.
  let [intervals, joined, squares, settled] = [0, 0, 0, 0]
  for (let row = 0, first = 0, mean = 0; row < rows; row++) {
    const size = row - first + 1
    const difference = sorted[row] - mean
    if (size === 1) mean = sorted[row]
    else {
      squares += ((size - 1) / size) * difference ** 2
      mean += difference / size
      joined++
    }
    if (row < rows - 1 && !(gaps[row] > narrow)) continue
    lastRows[intervals] = row
    sizes[intervals] = size
    means[intervals] = mean
    otherEnds[intervals] = intervals
    if (size >= fewestRows) settled += size
    intervals++
    first = row + 1
  }
  const gapAfter = (interval: number): number => gaps[lastRows[interval]]
  /** The gap after each interval but the last, the narrowest first. */
  const wide = Array.from({ length: intervals - 1 }, (_, interval) => interval).sort((a, b) => gapAfter(a) - gapAfter(b))

  // Few rows leave wide gaps by chance.
  const least = wideGap * (1 + fewestRows / rows)
  let best: { readonly from: number; readonly width: number } | undefined
  for (let from = 0; from < wide.length; from++) {
    const interval = wide[from]
    const gap = gapAfter(interval)
    const width = gap / Math.sqrt((joined > 0 ? squares / joined : 0) + roundingVariance)
    const joinsNext = from > 0 && gapAfter(wide[from - 1]) === gap
    if (width > (best?.width ?? least) && !joinsNext && 2 * settled >= rows) best = { from, width }

    const first = otherEnds[interval]
    const second = interval + 1
    const one = sizes[first]
    const other = sizes[second]
    const size = one + other
    const difference = means[second] - means[first]
    squares += ((one * other) / size) * difference ** 2
    joined++
    if (size >= fewestRows) settled += size - (one >= fewestRows ? one : 0) - (other >= fewestRows ? other : 0)
    means[first] += (other / size) * difference
    sizes[first] = size
    const end = otherEnds[second]
    otherEnds[first] = end
    otherEnds[end] = first
  }
  if (!best) return undefined
  const places = wide.slice(best.from).sort((a, b) => a - b).map(interval => sorted[lastRows[interval]] + gapAfter(interval) / 2)
  return { places, width: best.width }
}

/**
 * The value of a 0-based rank, without the time that sorting takes: on average so many steps as there are values, several times.
 *
 * @param values all of them, brought into another order.
 * @see Hoare, Algorithm 65: Find (1961).
 */
function valueOfRank(values: Float64Array, rank: number): number {
  let first = 0
  let last = values.length - 1
  while (first < last) {
    const pivot = values[(first + last) >>> 1]
    let low = first
    let high = last
    while (low <= high) {
      while (values[low] < pivot) low++
      while (values[high] > pivot) high--
      if (low > high) break
      const value = values[low]
      values[low++] = values[high]
      values[high--] = value
    }
    // Now [first, high] <= pivot <= [low, last], and what lies between is the pivot.
    if (rank <= high) last = high
    else if (rank >= low) first = low
    else break
  }
  return values[rank]
}
