/** Cuts of one coordinate at its wide gaps. */
export interface Cut {
  /** Values of the cuts, ascending. Coordinates between two neighbouring cuts belong together. */
  readonly places: readonly number[]
  /** The narrowest gap that is cut, in standard deviations within the parts. */
  readonly width: number
}

/**
 * Smallest width of a gap that separates rows, in standard deviations within the parts. It exceeds √12, the step of a grid in
 * standard deviations of rounding to that grid, so the values of a grid never become groups.
 */
const wideGap = 4
/** Fewer rows than this between two cuts are stray: they are too few to show a scale. */
export const minGroupRows = 5
/** Differences below this share of the magnitude are rounding errors. */
export const roundingShare = 1e-12

/** Arrays that `widestGaps` works in, for callers with many coordinates. Each has room for at least n values. */
export interface GapWorkspace {
  /** Differences of neighbouring values; a copy that the selection reorders; and the gaps after intervals, ascending. */
  readonly gaps: Float64Array
  readonly shuffled: Float64Array
  readonly ascending: Float64Array
  /** For each interval: its last row in the order of the values, its size and its mean. */
  readonly lastRows: Int32Array
  readonly sizes: Int32Array
  readonly means: Float64Array
  /** For the first and last interval of a joined run: the interval at its other end. */
  readonly otherEnds: Int32Array
  /** Intervals ordered by the gap after them, narrowest first; and the number of equal gaps placed so far. */
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
 * Cuts a coordinate at all of its gaps above some width. The width is chosen so that the narrowest of these gaps is as wide
 * as possible relative to the standard deviation within the parts. Undefined if that ratio is nowhere above about
 * `wideGap`, or less than half of the rows lie in parts of at least `minGroupRows` rows.
 *
 * This is single linkage in one dimension: intervals merge from the narrowest gap to the widest. Squared deviations are
 * updated at each merge, so gaps of 1e7 standard deviations lose no digits.
 *
 * @param sorted [n] the values, ascending.
 * @param roundingVariance variance of the rounding in the values, in their units squared: h² / 12 for steps of h.
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
  // Parts have at least minGroupRows rows on average, so only the widest rows / minGroupRows gaps may be cut.
  const narrow = Math.max(rounding, valueOfRank(shuffled.subarray(0, rows - 1), Math.max(0, rows - 1 - Math.ceil(rows / minGroupRows))))
  if (!(widest > narrow)) return undefined

  // First intervals. `joined` counts the gaps inside intervals, `grouped` the rows in intervals of at least minGroupRows.
  let intervals = 0
  let joined = 0
  let squares = 0
  let grouped = 0
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
    if (size >= minGroupRows) grouped += size
    intervals++
    first = row + 1
  }
  const wideGaps = intervals - 1
  orderIntervals(workspace, wideGaps)

  // Few rows have wide gaps by chance.
  const minWidth = wideGap * (1 + minGroupRows / rows)
  let best: { readonly from: number; readonly width: number } | undefined
  for (let from = 0; from < wideGaps; from++) {
    const interval = narrowestFirst[from]
    const gap = gaps[lastRows[interval]]
    const width = gap / Math.sqrt((joined > 0 ? squares / joined : 0) + roundingVariance)
    const joinsNext = from > 0 && gaps[lastRows[narrowestFirst[from - 1]]] === gap
    if (width > (best?.width ?? minWidth) && !joinsNext && 2 * grouped >= rows) best = { from, width }

    const first = otherEnds[interval]
    const second = interval + 1
    const one = sizes[first]
    const other = sizes[second]
    const size = one + other
    const difference = means[second] - means[first]
    squares += ((one * other) / size) * difference ** 2
    joined++
    if (size >= minGroupRows) grouped += size - (one >= minGroupRows ? one : 0) - (other >= minGroupRows ? other : 0)
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

/** Sorts the intervals 0 to count - 1 by the gap after them; equal gaps keep the order of the intervals. */
function orderIntervals({ gaps, lastRows, ascending, narrowestFirst, placed }: GapWorkspace, count: number): void {
  for (let interval = 0; interval < count; interval++) ascending[interval] = gaps[lastRows[interval]]
  const sorted = ascending.subarray(0, count).sort()
  placed.fill(0, 0, count)
  for (let interval = 0; interval < count; interval++) {
    const place = lowerBound(sorted, gaps[lastRows[interval]])
    narrowestFirst[place + placed[place]++] = interval
  }
}

/** Number of the ascending values that are below `value`. */
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
 * The value of a 0-based rank, in O(n) steps on average instead of a sort's O(n log n).
 *
 * @param values reordered.
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
    // Now [first, high] <= pivot <= [low, last], and every value between them equals the pivot.
    if (rank <= high) last = high
    else if (rank >= low) first = low
    else break
  }
  return values[rank]
}
