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

/** Arrays that `widestGaps` works in, for callers that look at many coordinates: each has room for n values or more. */
export interface GapWorkspace {
  /** Differences of neighbouring values; the same in an order of no meaning; and those after intervals in ascending order. */
  readonly gaps: Float64Array
  readonly shuffled: Float64Array
  readonly ascending: Float64Array
  /** Of each interval: its last row in the order of the values, its size and its mean. */
  readonly lastRows: Int32Array
  readonly sizes: Int32Array
  readonly means: Float64Array
  /** The other end of a run of joined intervals, for the intervals that begin and end one. */
  readonly otherEnds: Int32Array
  /** Intervals by the gaps after them, the narrowest first; and how many have their place among equal gaps. */
  readonly narrowestFirst: Int32Array
  readonly placed: Int32Array
}

export function createGapWorkspace(rows: number): GapWorkspace {
  return {
    gaps: new Float64Array(rows),
    shuffled: new Float64Array(rows),
    ascending: new Float64Array(rows),
    lastRows: new Int32Array(rows),
    sizes: new Int32Array(rows),
    means: new Float64Array(rows),
    otherEnds: new Int32Array(rows),
    narrowestFirst: new Int32Array(rows),
    placed: new Int32Array(rows),
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
 * @param workspace overwritten.
 */
export function widestGaps(sorted: Float64Array, roundingVariance: number, workspace = createGapWorkspace(sorted.length)): Cut | undefined {
  const rows = sorted.length
  const { gaps, shuffled, lastRows, sizes, means, otherEnds, narrowestFirst } = workspace
  const rounding = roundingShare * Math.max(Math.abs(sorted[0]), Math.abs(sorted[rows - 1]))
  let widest = 0
  for (let i = 0; i < rows - 1; i++) {
    const gap = sorted[i + 1] - sorted[i]
    shuffled[i] = gaps[i] = gap
    if (gap > widest) widest = gap
  }
  // Intervals have five rows on average at least, so that narrower gaps are none of theirs.
  const narrow = Math.max(rounding, valueOfRank(shuffled.subarray(0, rows - 1), Math.max(0, rows - 1 - Math.ceil(rows / fewestRows))))
  if (!(widest > narrow)) return undefined

  // Intervals that no wide gap parts. `joined` gaps lie within intervals, and `settled` rows in intervals of enough rows.
  let intervals = 0
  let joined = 0
  let squares = 0
  let settled = 0
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
  const wideGaps = intervals - 1
  orderIntervals(workspace, wideGaps)

  // Few rows leave wide gaps by chance.
  const least = wideGap * (1 + fewestRows / rows)
  let best: { readonly from: number; readonly width: number } | undefined
  for (let from = 0; from < wideGaps; from++) {
    const interval = narrowestFirst[from]
    const gap = gaps[lastRows[interval]]
    const width = gap / Math.sqrt((joined > 0 ? squares / joined : 0) + roundingVariance)
    const joinsNext = from > 0 && gaps[lastRows[narrowestFirst[from - 1]]] === gap
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
  const cut = narrowestFirst.slice(best.from, wideGaps).sort()
  return { places: Array.from(cut, interval => sorted[lastRows[interval]] + gaps[lastRows[interval]] / 2), width: best.width }
}

/** Writes the intervals 0 to count - 1 in the order of the gaps after them, those of equal gaps in their own. */
function orderIntervals({ gaps, lastRows, ascending, narrowestFirst, placed }: GapWorkspace, count: number): void {
  for (let interval = 0; interval < count; interval++) ascending[interval] = gaps[lastRows[interval]]
  const sorted = ascending.subarray(0, count).sort()
  placed.fill(0, 0, count)
  for (let interval = 0; interval < count; interval++) {
    const place = lowerBound(sorted, gaps[lastRows[interval]])
    narrowestFirst[place + placed[place]++] = interval
  }
}

/** How many of the ascending values are below the given one. */
export function lowerBound(ascending: ArrayLike<number>, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle] < value) low = middle + 1
    else high = middle
  }
  return low
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
