import type { Matrix } from '@mixtura/numerics'
import type { DrawnRows } from '../statistics/statisticsSource.js'
import { rowNumbers, takeEntries, takeRows } from '../statistics/takeRows.js'
import { quotients } from '../covariance/rowVectors.js'
import { coreVariance } from './denseCores.js'
import { coordinatesAlong, invariantCoordinates } from './invariantCoordinates.js'
import { rowMoments, type GroupMoments, type RowMoments } from './rowMoments.js'
import type { DescribedColumns } from './describeColumns.js'
import { shrunkCovariance, withinShare, type Coordinate } from './touchingClusters.js'
import { createGapWorkspace, minGroupRows, lowerBound, roundingShare, widestGaps, type Cut, type GapWorkspace } from './widestGaps.js'

/** With more columns, the search for clusters along invariant coordinates takes longer than a fit. */
const maxInvariantColumns = 32
/** Largest depth of recursion: each level splits a group at all gaps of one coordinate. */
const maxDepth = 8

/** Rows that no wide gap separates. */
export interface RowGroup {
  readonly numbers: Uint32Array
  /** The rows with these numbers. */
  readonly samples: Matrix
  readonly weights: Float64Array | undefined
  /** [D] `coreVariances` of the rows, if the search for gaps has sorted the columns. */
  cores?: Float64Array
  /** Moments with the diagonal of the covariance, once they are known. */
  diagonal?: GroupMoments
  /** Numbers of the columns with clusters that touch each other, if they are known. */
  touching?: ReadonlySet<number>
  /** Present if the search has sorted the rows along invariant coordinates. */
  invariant?: InvariantStructure
}

/** Moments of a group without gaps, and their part within clusters. */
export interface InvariantStructure {
  readonly moments: RowMoments
  /** [D, D] covariance within clusters that touch each other. */
  readonly within: Float64Array
}

export interface SeparatedGroups {
  readonly groups: readonly RowGroup[]
  /** [D] smallest difference between two values of each column, apart from rounding errors; 0 for a constant column. */
  readonly steps: Float64Array
  /** Memory of the search, which `invariantGroups` uses again. */
  readonly memory: GapMemory
}

/** Arrays with room for one coordinate of all rows. */
interface GapMemory {
  readonly values: Float64Array
  readonly workspace: GapWorkspace
}

/**
 * Groups of rows that wide empty gaps along columns separate; a single group if there is no gap. Fewer than five rows
 * together are stray and belong to no group. If more than half of the rows were stray, all rows form one group instead.
 *
 * @param described the columns of the rows, if they are unweighted and were described.
 */
export function separatedGroups(rows: DrawnRows, described?: DescribedColumns): SeparatedGroups {
  const { rows: count, columns } = rows.samples
  if (described && !described.hasGap) return { groups: [describedGroup(rows, described)], steps: described.steps, memory: gapMemory(count) }
  const steps = new Float64Array(columns)
  const memory = gapMemory(count)
  const groups = splitRecursively(rows, [allRows(rows)], (group, isWhole) =>
    columnParts(group, memory, isWhole ? (i, sorted) => (steps[i] = smallestStep(sorted)) : i => steps[i]),
  )
  return { groups, steps, memory }
}

/**
 * Splits the groups of `separatedGroups` further, at gaps along invariant coordinates. Meant for structures with
 * correlations, whose components may be separated in a direction that is not a column.
 */
export function invariantGroups(rows: DrawnRows, found: SeparatedGroups): readonly RowGroup[] {
  const { columns } = rows.samples
  const { groups, steps, memory } = found
  if (columns === 1 || columns > maxInvariantColumns) return groups
  return splitRecursively(rows, groups, (group, isWhole) =>
    (isWhole ? undefined : columnParts(group, memory, i => steps[i])) ?? invariantParts(group, found),
  )
}

const gapMemory = (rows: number): GapMemory => ({ values: new Float64Array(rows), workspace: createGapWorkspace(rows) })

/** All rows, if no wide gap divides them. */
function describedGroup(rows: DrawnRows, { scatters, coreDeviations, touching }: DescribedColumns): RowGroup {
  const { rows: weight } = rows.samples
  const covariance = quotients(scatters, weight)
  return { ...allRows(rows), cores: coreDeviations.map(deviation => deviation ** 2), diagonal: { weight, covariance }, touching }
}

const allRows = ({ samples, weights }: DrawnRows): RowGroup => ({ numbers: rowNumbers(samples.rows), samples, weights })

/** @param partsOf splits a group, if it has a gap; `isWhole` is true for one of the given `groups`, false for a part of it. */
function splitRecursively(
  { samples, weights }: DrawnRows,
  groups: readonly RowGroup[],
  partsOf: (group: RowGroup, isWhole: boolean) => readonly Uint32Array[] | undefined,
): readonly RowGroup[] {
  const found: RowGroup[] = []
  const split = (group: RowGroup, depth: number): void => {
    const parts = depth < maxDepth && group.numbers.length > 1 ? partsOf(group, depth === 0) : undefined
    if (!parts) found.push(group)
    else {
      for (const rows of parts) {
        if (rows.length < minGroupRows) continue
        const numbers = rows.map(row => group.numbers[row])
        split({ numbers, samples: takeRows(samples, numbers), weights: weights && takeEntries(weights, numbers) }, depth + 1)
      }
    }
  }
  for (const group of groups) split(group, 0)
  const rowsInGroups = found.reduce((sum, { numbers }) => sum + numbers.length, 0)
  return 2 * rowsInGroups < samples.rows ? [allRows({ samples, weights })] : found
}

/** Row numbers of each part along the column with the widest gap. */
function columnParts(
  group: RowGroup,
  memory: GapMemory,
  stepOf: (column: number, sorted: Float64Array) => number,
): readonly Uint32Array[] | undefined {
  const { data, rows, columns } = group.samples
  const cores = new Float64Array(columns)
  group.cores = cores
  // Gaps and cores do not depend on weights.
  return widestParts({ ...group, weights: undefined }, { coordinates: columns, memory }, {
    read: (i, values) => {
      for (let row = 0; row < rows; row++) values[row] = data[row * columns + i]
    },
    roundingVariance: (i, sorted) => stepOf(i, sorted) ** 2 / 12,
    leave: (i, { values }) => (cores[i] = coreVariance(values)),
  })
}

/** [D] `withinShare` of each column of a group. */
export function columnShares(group: RowGroup, steps: Float64Array): Float64Array {
  const { data, rows, columns } = group.samples
  const values = new Float64Array(rows)
  const shares = new Float64Array(columns).fill(1)
  for (const i of group.touching ?? shares.keys()) {
    for (let row = 0; row < rows; row++) values[row] = data[row * columns + i]
    shares[i] = withinShare({ ...sortedCoordinate(values, group.weights), rounding: steps[i] ** 2 / 12 })
  }
  return shares
}

/** Sorts values in place. */
function sortedCoordinate(values: Float64Array, weights: Float64Array | undefined): Pick<Coordinate, 'values' | 'weights'> {
  const order = weights && rowNumbers(values.length).sort((one, other) => values[one] - values[other])
  return { values: values.sort(), weights: weights && takeEntries(weights, order!) }
}

/** The same along invariant coordinates. */
function invariantParts(group: RowGroup, { steps, memory }: SeparatedGroups): readonly Uint32Array[] | undefined {
  const moments = rowMoments(group, 'full')
  const { mean, covariance } = moments
  const directions = invariantCoordinates(group, mean, covariance)
  if (!directions) {
    group.invariant = { moments, within: covariance }
    return undefined
  }
  const columns = mean.length
  const shares = new Float64Array(columns)
  const direction = (l: number): Float64Array => directions.subarray(l * columns, (l + 1) * columns)
  const parts = widestParts(group, { coordinates: columns, memory }, {
    read: (l, values) => coordinatesAlong(group.samples, direction(l), mean, values),
    roundingVariance: l => direction(l).reduce((sum, share, i) => sum + (share * steps[i]) ** 2 / 12, 0),
    leave: (l, coordinate) => (shares[l] = withinShare(coordinate)),
  })
  if (!parts) group.invariant = { moments, within: shrunkCovariance(covariance, directions, shares) }
  return parts
}

/** Row numbers of each part along the coordinate with the widest gap. */
function widestParts(
  { samples: { rows }, weights }: RowGroup,
  { coordinates, memory }: { readonly coordinates: number; readonly memory: GapMemory },
  { read, roundingVariance, leave }: {
    /** Writes one coordinate of every row to `values`. */
    readonly read: (coordinate: number, values: Float64Array) => void
    readonly roundingVariance: (coordinate: number, sorted: Float64Array) => number
    /** Called last with the sorted coordinate, if no gap has been found so far; it may overwrite the coordinate. */
    readonly leave: (coordinate: number, sorted: Coordinate) => void
  },
): readonly Uint32Array[] | undefined {
  const values = memory.values.subarray(0, rows)
  let best: (Cut & { readonly coordinate: number }) | undefined
  for (let i = 0; i < coordinates; i++) {
    read(i, values)
    const sorted = sortedCoordinate(values, weights)
    const rounding = roundingVariance(i, values)
    const cut = widestGaps(values, rounding, memory.workspace)
    if (cut && cut.width > (best?.width ?? 0)) best = { ...cut, coordinate: i }
    if (!best) leave(i, { ...sorted, rounding })
  }
  if (!best) return undefined
  const { places } = best
  read(best.coordinate, values)
  const partOf = new Uint32Array(rows)
  const sizes = new Uint32Array(places.length + 1)
  for (let row = 0; row < rows; row++) sizes[(partOf[row] = lowerBound(places, values[row]))]++
  const parts = Array.from(sizes, size => new Uint32Array(size))
  sizes.fill(0)
  for (let row = 0; row < rows; row++) parts[partOf[row]][sizes[partOf[row]]++] = row
  return parts
}

/** Smallest difference between two values, apart from rounding errors; 0 if they do not vary. */
function smallestStep(sorted: Float64Array): number {
  const last = sorted.length - 1
  const rounding = roundingShare * Math.max(Math.abs(sorted[0]), Math.abs(sorted[last]))
  let step = Infinity
  for (let row = 1; row <= last; row++) {
    const difference = sorted[row] - sorted[row - 1]
    if (difference > rounding && difference < step) step = difference
  }
  return step === Infinity ? 0 : step
}
