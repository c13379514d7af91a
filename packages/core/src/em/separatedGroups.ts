import type { Matrix } from '@mixtura/numerics'
import { rowNumbers, takeRows } from '../statistics/takeRows.js'
import { statisticsOfLabels } from '../statistics/statisticsOfLabels.js'
import { coreVariance } from './denseCores.js'
import { coordinatesAlong, invariantCoordinates } from './invariantCoordinates.js'
import { createGapWorkspace, fewestRows, lowerBound, roundingShare, widestGaps, type Cut, type GapWorkspace } from './widestGaps.js'

/** Columns up to which directions across them are searched for gaps: beyond, that takes longer than a fit. */
const maxTurnedColumns = 32
/** Cuts of cuts; each level parts the rows in as many groups as a coordinate shows. */
const maxDepth = 8

/** Rows that no wide gap parts. */
export interface RowGroup {
  readonly numbers: Uint32Array
  /** The rows themselves. */
  readonly samples: Matrix
  /** [D] coreVariances of the rows, where the columns have been seen in order. */
  cores?: Float64Array
}

export interface SeparatedGroups {
  readonly groups: readonly RowGroup[]
  /** [D] the least difference of two values of each column that is not rounding; 0 for columns that do not vary. */
  readonly steps: Float64Array
}

/**
 * Groups of rows with wide empty gaps between them along columns; one group of all rows where there are none. Stray rows, fewer
 * than five together, belong to no group, unless that would leave out more than half of the rows.
 */
export function separatedGroups(samples: Matrix): SeparatedGroups {
  const steps = new Float64Array(samples.columns)
  const groups = settledGroups(samples, [allRows(samples)], (group, isWhole) =>
    columnParts(group, isWhole ? (i, sorted) => (steps[i] = leastStep(sorted)) : i => steps[i]),
  )
  return { groups, steps }
}

/**
 * The same, where gaps along invariant coordinates count as well, for structures with correlations.
 *
 * The groups come from `separatedGroups`, with the steps of the columns.
 */
export function turnedGroups(samples: Matrix, { groups, steps }: SeparatedGroups): readonly RowGroup[] {
  if (samples.columns === 1 || samples.columns > maxTurnedColumns) return groups
  return settledGroups(samples, groups, (group, isWhole) =>
    (isWhole ? undefined : columnParts(group, i => steps[i])) ?? turnedParts(group.samples, steps),
  )
}

const allRows = (samples: Matrix): RowGroup => ({ numbers: rowNumbers(samples.rows), samples })

/** @param partsOf parts of some rows, if they fall apart; it is told whether they are one of the groups as they came. */
function settledGroups(
  samples: Matrix,
  groups: readonly RowGroup[],
  partsOf: (group: RowGroup, isWhole: boolean) => readonly Uint32Array[] | undefined,
): readonly RowGroup[] {
  const settled: RowGroup[] = []
  const part = (group: RowGroup, depth: number): void => {
    const parts = depth < maxDepth && group.numbers.length > 1 ? partsOf(group, depth === 0) : undefined
    if (!parts) settled.push(group)
    else {
      for (const rows of parts) {
        if (rows.length < fewestRows) continue
        const numbers = rows.map(row => group.numbers[row])
        part({ numbers, samples: takeRows(samples, numbers) }, depth + 1)
      }
    }
  }
  for (const group of groups) part(group, 0)
  const kept = settled.reduce((sum, { numbers }) => sum + numbers.length, 0)
  return 2 * kept < samples.rows ? [allRows(samples)] : settled
}

/** Row numbers of each part along the column of the widest gap. */
function columnParts(group: RowGroup, stepOf: (column: number, sorted: Float64Array) => number): readonly Uint32Array[] | undefined {
  const { data, rows, columns } = group.samples
  const cores = new Float64Array(columns)
  const parts = widestParts({ rows, coordinates: columns }, {
    read: (i, values) => {
      for (let row = 0; row < rows; row++) values[row] = data[row * columns + i]
    },
    roundingVariance: (i, sorted) => stepOf(i, sorted) ** 2 / 12,
    leave: (i, sorted) => (cores[i] = coreVariance(sorted)),
  })
  group.cores = cores
  return parts
}

function turnedParts(samples: Matrix, steps: Float64Array): readonly Uint32Array[] | undefined {
  const { rows, columns } = samples
  const { centres, scatters } = statisticsOfLabels({ samples }, new Int32Array(rows), { components: 1, scatter: 'full' })
  const directions = invariantCoordinates(samples, centres, scatters.map(value => value / rows))
  if (!directions) return undefined
  const direction = (l: number): Float64Array => directions.subarray(l * columns, (l + 1) * columns)
  return widestParts({ rows, coordinates: columns }, {
    read: (l, values) => coordinatesAlong(samples, direction(l), centres, values),
    roundingVariance: l => direction(l).reduce((sum, share, i) => sum + (share * steps[i]) ** 2 / 12, 0),
  })
}

/** Arrays for this many rows are kept for the next call, as fresh memory takes longer to get than these take to fill. */
const mostKeptRows = 2 ** 12
/** Nobody waits for anything between taking these and leaving them. */
let kept: { readonly values: Float64Array; readonly workspace: GapWorkspace } | undefined

function arraysFor(rows: number): { readonly values: Float64Array; readonly workspace: GapWorkspace } {
  if (kept && kept.values.length >= rows) return { values: kept.values.subarray(0, rows), workspace: kept.workspace }
  const fresh = { values: new Float64Array(rows), workspace: createGapWorkspace(rows) }
  if (rows <= mostKeptRows) kept = fresh
  return fresh
}

/** Every coordinate passes through the same arrays: there may be many. */
function widestParts(
  { rows, coordinates }: { readonly rows: number; readonly coordinates: number },
  { read, roundingVariance, leave }: {
    /** Writes the coordinate of every row. */
    readonly read: (coordinate: number, values: Float64Array) => void
    readonly roundingVariance: (coordinate: number, sorted: Float64Array) => number
    /** May see the ascending values last, and overwrite them. */
    readonly leave?: (coordinate: number, sorted: Float64Array) => void
  },
): readonly Uint32Array[] | undefined {
  const { values, workspace } = arraysFor(rows)
  let best: (Cut & { readonly coordinate: number }) | undefined
  for (let i = 0; i < coordinates; i++) {
    read(i, values)
    values.sort()
    const cut = widestGaps(values, roundingVariance(i, values), workspace)
    if (cut && cut.width > (best?.width ?? 0)) best = { ...cut, coordinate: i }
    leave?.(i, values)
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
