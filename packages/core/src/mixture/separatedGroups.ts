import type { Matrix } from '@mixtura/numerics'
import { rowNumbers, takeRows } from '../statistics/takeRows.js'
import { statisticsOfLabels } from '../starts/statisticsOfLabels.js'
import { coordinatesAlong, invariantCoordinates } from './invariantCoordinates.js'
import { createGapWorkspace, fewestRows, roundingShare, widestGaps, type Cut } from './widestGaps.js'

/** Columns up to which directions across them are searched for gaps: beyond, that takes longer than a fit. */
const maxTurnedColumns = 32
/** Cuts of cuts; each level parts the rows in as many groups as a coordinate shows. */
const maxDepth = 8

export interface SeparatedGroups {
  /** Row numbers of each group. */
  readonly groups: readonly Uint32Array[]
  /** [D] the least difference of two values of each column that is not rounding; 0 for columns that do not vary. */
  readonly steps: Float64Array
}

/**
 * Groups of rows with wide empty gaps between them along columns; one group of all rows where there are none. Stray rows, fewer
 * than five together, belong to no group, unless that would leave out more than half of the rows.
 */
export function separatedGroups(samples: Matrix): SeparatedGroups {
  const steps = new Float64Array(samples.columns)
  const groups = settledGroups(samples, [rowNumbers(samples.rows)], (rows, isWhole) =>
    columnParts(rows, isWhole ? (i, sorted) => (steps[i] = leastStep(sorted)) : i => steps[i]),
  )
  return { groups, steps }
}

/**
 * The same, where gaps along invariant coordinates count as well, for structures with correlations.
 *
 * The groups come from `separatedGroups`, with the steps of the columns.
 */
export function turnedGroups(samples: Matrix, { groups, steps }: SeparatedGroups): readonly Uint32Array[] {
  if (samples.columns === 1 || samples.columns > maxTurnedColumns) return groups
  return settledGroups(samples, groups, (rows, isWhole) => (isWhole ? undefined : columnParts(rows, i => steps[i])) ?? turnedParts(rows, steps))
}

/** @param partsOf parts of some rows, if they fall apart; it is told whether they are one of the groups as they came. */
function settledGroups(
  samples: Matrix,
  groups: readonly Uint32Array[],
  partsOf: (rows: Matrix, isWhole: boolean) => readonly Uint32Array[] | undefined,
): readonly Uint32Array[] {
  const settled: Uint32Array[] = []
  const part = (group: Uint32Array, depth: number): void => {
    const parts = depth < maxDepth && group.length > 1 ? partsOf(takeRows(samples, group), depth === 0) : undefined
    if (!parts) settled.push(group)
    else for (const rows of parts) if (rows.length >= fewestRows) part(rows.map(row => group[row]), depth + 1)
  }
  for (const group of groups) part(group, 0)
  const kept = settled.reduce((sum, group) => sum + group.length, 0)
  return 2 * kept < samples.rows ? [rowNumbers(samples.rows)] : settled
}

/** Row numbers of each part along the column of the widest gap. */
function columnParts(
  { data, rows, columns }: Matrix,
  stepOf: (column: number, sorted: Float64Array) => number,
): readonly Uint32Array[] | undefined {
  return widestParts({ rows, coordinates: columns }, {
    read: (i, values) => {
      for (let row = 0; row < rows; row++) values[row] = data[row * columns + i]
    },
    roundingVariance: (i, sorted) => stepOf(i, sorted) ** 2 / 12,
  })
}

function turnedParts(samples: Matrix, steps: Float64Array): readonly Uint32Array[] | undefined {
  const { rows, columns } = samples
  const { centres, scatters } = statisticsOfLabels({ samples }, new Int32Array(rows), { components: 1, scatter: 'full' })
  const directions = invariantCoordinates(samples, centres, scatters.map(value => value / rows))
  if (!directions) return undefined
  const direction = (l: number): Float64Array => directions.subarray(l * columns, (l + 1) * columns)
  return widestParts({ rows, coordinates: columns }, {
    read: (l, values) => values.set(coordinatesAlong(samples, direction(l), centres).data),
    roundingVariance: l => direction(l).reduce((sum, share, i) => sum + (share * steps[i]) ** 2 / 12, 0),
  })
}

/** Every coordinate passes through the same arrays: there may be many. */
function widestParts(
  { rows, coordinates }: { readonly rows: number; readonly coordinates: number },
  { read, roundingVariance }: {
    /** Writes the coordinate of every row. */
    readonly read: (coordinate: number, values: Float64Array) => void
    readonly roundingVariance: (coordinate: number, sorted: Float64Array) => number
  },
): readonly Uint32Array[] | undefined {
  const values = new Float64Array(rows)
  const workspace = createGapWorkspace(rows)
  let best: (Cut & { readonly coordinate: number }) | undefined
  for (let i = 0; i < coordinates; i++) {
    read(i, values)
    values.sort()
    const cut = widestGaps(values, roundingVariance(i, values), workspace)
    if (cut && cut.width > (best?.width ?? 0)) best = { ...cut, coordinate: i }
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

/** How many of the ascending places are below the value. */
function lowerBound(places: readonly number[], value: number): number {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (places[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/** The least difference of two values that is not rounding; 0 where they do not vary. */
function leastStep(sorted: Float64Array): number {
  const last = sorted.length - 1
  const rounding = roundingShare * Math.max(Math.abs(sorted[0]), Math.abs(sorted[last]))
  let step = Infinity
  for (let row = 1; row <= last; row++) {
    const difference = sorted[row] - sorted[row - 1]
    if (difference > rounding && difference < step) step = difference
  }
  return step === Infinity ? 0 : step
}
