import { Workspace } from './workspace'

/** As in widestGaps.ts, denseCores.ts and touchingClusters.ts. */
const roundingShare: f64 = 1e-12
const wideGap: f64 = 4
const minGroupRows: i32 = 5
const minValues: i32 = 16
const maxFirstShare: f64 = 1 / 3.0
const maxCuts: i32 = 7
const clusterShare: f64 = 2 / 3.0

/**
 * Describes whole columns of a table [tableRows, columns]: the scatter of each about its mean, its smallest step, the deviation of its
 * densest core, and two traits. Trait 1: `widestGaps` finds a cut. Trait 2: `withinShare` finds clusters.
 *
 * The operations are those of statisticsOfLabels, smallestStep, widestGaps and coreVariance in their order, so results have the same bits.
 */
export function describeColumns(workspace: Workspace): void {
  const rows = workspace.tableRows, columns = workspace.columns
  const sorted = workspace.columnScratch
  const rowBytes = (<usize>columns) << 3, valueBytes = (<usize>rows) << 3
  for (let column = 0; column < columns; column++) {
    const offset = (<usize>column) << 3
    let mean: f64 = 0, scatter: f64 = 0
    let x = workspace.table + offset
    for (let row = 0; row < rows; row++, x += rowBytes) {
      const value = load<f64>(x)
      store<f64>(sorted + ((<usize>row) << 3), value)
      mean += (1 / <f64>(row + 1)) * (value - mean)
    }
    for (let at = sorted; at < sorted + valueBytes; at += 8) {
      const centred = load<f64>(at) - mean
      scatter += centred * centred
    }
    sortValues(sorted, rows)
    const first = load<f64>(sorted), last = load<f64>(sorted + valueBytes - 8)
    const rounding = roundingShare * max(abs(first), abs(last))
    const gaps = sorted + valueBytes
    let step: f64 = Infinity, widest: f64 = 0
    for (let i: usize = 0; i < valueBytes - 8; i += 8) {
      const gap = load<f64>(sorted + i + 8) - load<f64>(sorted + i)
      store<f64>(gaps + i, gap)
      widest = max(widest, gap)
      if (gap > rounding) step = min(step, gap)
    }
    if (step == Infinity) step = 0
    const roundingVariance = step * step / 12
    let traits = 0
    if (hasWideGap(workspace, widest, rounding, roundingVariance)) traits |= 1
    if (hasClusters(workspace, roundingVariance)) traits |= 2
    store<f64>(workspace.columnScatters + offset, scatter)
    store<f64>(workspace.columnSteps + offset, step)
    store<f64>(workspace.coreDeviations + offset, coreDeviation(sorted, rows, rounding))
    store<i32>(workspace.columnTraits + ((<usize>column) << 2), traits)
  }
}

/** Sorts values in place. See Shell, A high-speed sorting procedure (1959). */
function sortValues(values: usize, count: i32): void {
  let gap = 1
  while (gap < count) gap = nextIncrement(gap)
  for (; gap > 0; gap = previousIncrement(gap)) {
    for (let i = gap; i < count; i++) {
      const value = load<f64>(values + ((<usize>i) << 3))
      let j = i
      for (; j >= gap; j -= gap) {
        const other = load<f64>(values + ((<usize>(j - gap)) << 3))
        if (!(other > value)) break
        store<f64>(values + ((<usize>j) << 3), other)
      }
      store<f64>(values + ((<usize>j) << 3), value)
    }
  }
}

/** 1, 4, 13, 40 …: see Knuth, The Art of Computer Programming (1973), vol. 3, sec. 5.2.1. */
// @ts-ignore: decorator
@inline
function nextIncrement(gap: i32): i32 {
  return 3 * gap + 1
}

// @ts-ignore: decorator
@inline
function previousIncrement(gap: i32): i32 {
  return gap / 3
}

/** Whether `widestGaps` finds a cut. */
function hasWideGap(workspace: Workspace, widest: f64, rounding: f64, roundingVariance: f64): bool {
  const rows = workspace.tableRows
  const valueBytes = (<usize>rows) << 3, indexBytes = (<usize>rows) << 2
  const sorted = workspace.columnScratch, gaps = sorted + valueBytes, means = gaps + valueBytes
  const lastRows = workspace.columnIndices, sizes = lastRows + indexBytes, otherEnds = sizes + indexBytes, narrowestFirst = otherEnds + indexBytes
  memory.copy(means, gaps, valueBytes)
  const rank = max(0, rows - 1 - (rows + minGroupRows - 1) / minGroupRows)
  const narrow = max(rounding, valueOfRank(means, rows - 1, rank))
  if (!(widest > narrow)) return false

  let intervals = 0, joined = 0, grouped = 0
  let squares: f64 = 0, mean: f64 = 0
  for (let row = 0, first = 0; row < rows; row++) {
    const size = row - first + 1
    const value = load<f64>(sorted + ((<usize>row) << 3))
    if (size == 1) mean = value
    else {
      const difference = value - mean
      squares += (<f64>(size - 1) / <f64>size) * (difference * difference)
      mean += difference / <f64>size
      joined++
    }
    if (row < rows - 1 && !(load<f64>(gaps + ((<usize>row) << 3)) > narrow)) continue
    const index = (<usize>intervals) << 2
    store<i32>(lastRows + index, row)
    store<i32>(sizes + index, size)
    store<f64>(means + ((<usize>intervals) << 3), mean)
    store<i32>(otherEnds + index, intervals)
    if (size >= minGroupRows) grouped += size
    intervals++
    first = row + 1
  }
  const wideGaps = intervals - 1
  const minWidth = wideGap * (1 + <f64>minGroupRows / <f64>rows)
  // Merges only add squares, so no gap can be wide enough if the widest is not with the squares so far, shared among all gaps.
  if (widest < 0.999 * minWidth * sqrt(squares / <f64>(rows - 1) + roundingVariance)) return false
  orderIntervals(workspace, wideGaps)

  let before: f64 = -1
  for (let from = 0; from < wideGaps; from++) {
    const interval = load<i32>(narrowestFirst + ((<usize>from) << 2))
    const gap = gapAfter(gaps, lastRows, interval)
    const width = gap / sqrt((joined > 0 ? squares / <f64>joined : 0) + roundingVariance)
    if (width > minWidth && gap != before && 2 * grouped >= rows) return true
    before = gap
    const first = load<i32>(otherEnds + ((<usize>interval) << 2)), second = interval + 1
    const oneAt = sizes + ((<usize>first) << 2)
    const one = load<i32>(oneAt), other = load<i32>(sizes + ((<usize>second) << 2)), size = one + other
    const firstMean = means + ((<usize>first) << 3)
    const difference = load<f64>(means + ((<usize>second) << 3)) - load<f64>(firstMean)
    squares += (<f64>one * <f64>other / <f64>size) * (difference * difference)
    joined++
    if (size >= minGroupRows) grouped += size - (one >= minGroupRows ? one : 0) - (other >= minGroupRows ? other : 0)
    store<f64>(firstMean, load<f64>(firstMean) + (<f64>other / <f64>size) * difference)
    store<i32>(oneAt, size)
    const end = load<i32>(otherEnds + ((<usize>second) << 2))
    store<i32>(otherEnds + ((<usize>first) << 2), end)
    store<i32>(otherEnds + ((<usize>end) << 2), first)
  }
  return false
}

// @ts-ignore: decorator
@inline
function gapAfter(gaps: usize, lastRows: usize, interval: i32): f64 {
  return load<f64>(gaps + ((<usize>load<i32>(lastRows + ((<usize>interval) << 2))) << 3))
}

/** Sorts the intervals 0 to count - 1 by the gap after them; equal gaps keep the order of the intervals. */
function orderIntervals(workspace: Workspace, count: i32): void {
  const valueBytes = (<usize>workspace.tableRows) << 3, indexBytes = (<usize>workspace.tableRows) << 2
  const gaps = workspace.columnScratch + valueBytes, lastRows = workspace.columnIndices, order = lastRows + 3 * indexBytes
  let step = 1
  while (step < count) step = nextIncrement(step)
  for (let i = 0; i < count; i++) store<i32>(order + ((<usize>i) << 2), i)
  for (; step > 0; step = previousIncrement(step)) {
    for (let i = step; i < count; i++) {
      const interval = load<i32>(order + ((<usize>i) << 2))
      const gap = gapAfter(gaps, lastRows, interval)
      let j = i
      for (; j >= step; j -= step) {
        const other = load<i32>(order + ((<usize>(j - step)) << 2))
        const otherGap = gapAfter(gaps, lastRows, other)
        if (!(otherGap > gap || (otherGap == gap && other > interval))) break
        store<i32>(order + ((<usize>j) << 2), other)
      }
      store<i32>(order + ((<usize>j) << 2), interval)
    }
  }
}

/** The value of a 0-based rank; reorders the values. See Hoare, Algorithm 65: Find (1961). */
function valueOfRank(values: usize, count: i32, rank: i32): f64 {
  let first = 0, last = count - 1
  while (first < last) {
    const pivot = load<f64>(values + ((<usize>((first + last) >>> 1)) << 3))
    let low = first, high = last
    while (low <= high) {
      while (load<f64>(values + ((<usize>low) << 3)) < pivot) low++
      while (load<f64>(values + ((<usize>high) << 3)) > pivot) high--
      if (low > high) break
      const lowAt = values + ((<usize>low) << 3), highAt = values + ((<usize>high) << 3)
      const value = load<f64>(lowAt)
      store<f64>(lowAt, load<f64>(highAt))
      store<f64>(highAt, value)
      low++
      high--
    }
    if (rank <= high) last = high
    else if (rank >= low) first = low
    else break
  }
  return load<f64>(values + ((<usize>rank) << 3))
}

/** Whether `withinShare` finds clusters: the loop of squaresWithin over the whole column. */
function hasClusters(workspace: Workspace, rounding: f64): bool {
  const rows = workspace.tableRows
  if (rows < 2 * minValues) return false
  const sorted = workspace.columnScratch, weight = <f64>rows
  /** The pieces in the order of their values; the gaps are needed no more. */
  const pieces = sorted + ((<usize>rows) << 3)
  cutPiece(sorted, pieces, 0, rows)
  const squares = load<f64>(pieces, squaresAt)
  if (!(squares > 0)) return false
  const whole = squares / weight + rounding
  for (let cuts = 1; cuts <= maxCuts; cuts++) {
    const end = pieces + <usize>cuts * pieceBytes
    let best = pieces
    for (let piece = pieces; piece < end; piece += pieceBytes) if (load<f64>(piece, gainAt) > load<f64>(best, gainAt)) best = piece
    if (load<f64>(best, gainAt) == 0) break
    const from = load<i32>(best, fromAt), cut = load<i32>(best, cutAt), to = load<i32>(best, toAt)
    memory.copy(best + 2 * pieceBytes, best + pieceBytes, end - best - pieceBytes)
    cutPiece(sorted, best, from, cut)
    cutPiece(sorted, best + pieceBytes, cut, to)
    let sum: f64 = 0
    for (let piece = pieces; piece <= end; piece += pieceBytes) sum += load<f64>(piece, squaresAt)
    const left = sum / weight + rounding
    if (cuts == 1 && left > maxFirstShare * whole) break
    if (left < (clusterShare / <f64>((cuts + 1) * (cuts + 1))) * whole) return true
  }
  return false
}

const pieceBytes: usize = 32, squaresAt: usize = 0, gainAt: usize = 8, fromAt: usize = 16, toAt: usize = 20, cutAt: usize = 24

/** Writes the values [from, to) as a piece, with its best cut: pieceOf of touchingClusters.ts. */
function cutPiece(sorted: usize, piece: usize, from: i32, to: i32): void {
  const begin = sorted + ((<usize>from) << 3), end = sorted + ((<usize>to) << 3)
  const origin = load<f64>(begin), weight = <f64>(to - from)
  const rounding = roundingShare * max(abs(origin), abs(load<f64>(end - 8)))
  let distinct = 1
  let shift: f64 = 0
  for (let at = begin + 8; at < end; at += 8) {
    const value = load<f64>(at)
    if (value - load<f64>(at - 8) > rounding) distinct++
    shift += value - origin
  }
  const mean = origin + shift / weight
  let distinctBefore = 1, cut = begin
  let gain: f64 = 0, squares: f64 = 0, sumBefore: f64 = 0, weightBefore: f64 = 0
  for (let at = begin; at < end; at += 8) {
    const value = load<f64>(at)
    if (at > begin && value - load<f64>(at - 8) > rounding) {
      if (distinctBefore >= minValues && distinct - distinctBefore >= minValues) {
        const gained = (sumBefore * sumBefore * weight) / (weightBefore * (weight - weightBefore))
        if (gained > gain) {
          cut = at
          gain = gained
        }
      }
      distinctBefore++
    }
    const difference = value - mean
    weightBefore += 1
    sumBefore += difference
    squares += difference * difference
  }
  store<f64>(piece, squares, squaresAt)
  store<f64>(piece, gain, gainAt)
  store<i32>(piece, from, fromAt)
  store<i32>(piece, to, toAt)
  store<i32>(piece, <i32>((cut - sorted) >> 3), cutAt)
}

/** The root of `coreVariance`; makes the values distinct in place. */
function coreDeviation(sorted: usize, rows: i32, rounding: f64): f64 {
  if (rows < 2 * minValues) return Infinity
  let count = 1
  for (let row = 1; row < rows; row++) {
    const value = load<f64>(sorted + ((<usize>row) << 3))
    if (!(value - load<f64>(sorted + ((<usize>(count - 1)) << 3)) > rounding)) continue
    store<f64>(sorted + ((<usize>count) << 3), value)
    count++
  }
  let deviation: f64 = Infinity
  let divisor = 2
  for (let level = 0; level < 4; level++, divisor <<= 1) {
    const size = (count + divisor - 1) / divisor
    if (size < minValues) break
    let shortest: f64 = Infinity
    for (let last = size - 1; last < count; last++) {
      shortest = min(shortest, load<f64>(sorted + ((<usize>last) << 3)) - load<f64>(sorted + ((<usize>(last - size + 1)) << 3)))
    }
    deviation = min(deviation, shortest / (level == 0 ? 1.34898 : level == 1 ? 0.637279 : level == 2 ? 0.314621 : 0.156825))
  }
  return deviation
}
