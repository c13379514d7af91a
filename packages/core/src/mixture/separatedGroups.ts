import { takeRows } from '../statistics/drawRows.js'
import { statisticsOfLabels } from '../starts/statisticsOfLabels.js'
import type { Matrix } from '../matrix/matrix.js'
import { coordinatesAlong, invariantCoordinates } from './invariantCoordinates.js'
import { fewestRows, roundingShare, widestGaps } from './widestGaps.js'

/** Columns up to which directions across them are searched for gaps: beyond, that takes longer than a fit. */
const maxTurnedColumns = 32
/** Cuts of cuts; each level parts the rows in as many groups as a coordinate shows. */
const maxDepth = 8

/**
 * Groups of rows with wide empty gaps between them along columns; one group of all rows where there are none. Stray rows, fewer
 * than five together, belong to no group, unless that would leave out more than half of the rows.
 *
 * @param steps [D] the step of each column's values: the least difference of two of them.
 */
export function separatedGroups(samples: Matrix, steps: Float64Array): readonly Uint32Array[] {
  const all = Uint32Array.from({ length: samples.rows }, (_, row) => row)
  return settledGroups(samples, [all], rows => columnParts(rows, steps))
}

/**
 * The same, where gaps along invariant coordinates count as well, for structures with correlations.
 *
 * @param groups those along columns.
 */
export function turnedGroups(samples: Matrix, steps: Float64Array, groups: readonly Uint32Array[]): readonly Uint32Array[] {
  if (samples.columns === 1 || samples.columns > maxTurnedColumns) return groups
  return settledGroups(samples, groups, (rows, isWhole) => (isWhole ? undefined : columnParts(rows, steps)) ?? turnedParts(rows, steps))
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
  return 2 * kept < samples.rows ? [Uint32Array.from({ length: samples.rows }, (_, row) => row)] : settled
}

/** Row numbers of each part along the column of the widest gap. */
function columnParts({ data, rows, columns }: Matrix, steps: Float64Array): readonly Uint32Array[] | undefined {
  const columnOf = (i: number): Float64Array => Float64Array.from({ length: rows }, (_, row) => data[row * columns + i])
  return widestParts(columns, i => ({ values: columnOf(i), roundingVariance: steps[i] ** 2 / 12 }))
}

function turnedParts(samples: Matrix, steps: Float64Array): readonly Uint32Array[] | undefined {
  const { rows, columns } = samples
  const { centres, scatters } = statisticsOfLabels({ samples }, new Int32Array(rows), { components: 1, scatter: 'full' })
  const directions = invariantCoordinates(samples, centres, scatters.map(value => value / rows))
  if (!directions) return undefined
  return widestParts(columns, l => {
    const direction = directions.subarray(l * columns, (l + 1) * columns)
    const roundingVariance = direction.reduce((sum, share, i) => sum + (share * steps[i]) ** 2 / 12, 0)
    return { values: coordinatesAlong(samples, direction, centres), roundingVariance }
  })
}

function widestParts(
  coordinates: number,
  coordinate: (i: number) => { readonly values: Float64Array; readonly roundingVariance: number },
): readonly Uint32Array[] | undefined {
  let best: { readonly values: Float64Array; readonly places: readonly number[]; readonly width: number } | undefined
  for (let i = 0; i < coordinates; i++) {
    const { values, roundingVariance } = coordinate(i)
    const cut = widestGaps(values, roundingVariance)
    if (cut && cut.width > (best?.width ?? 0)) best = { values, ...cut }
  }
  if (!best) return undefined
  const { values, places } = best
  const parts: number[][] = Array.from({ length: places.length + 1 }, () => [])
  values.forEach((value, row) => parts[lowerBound(places, value)].push(row))
  return parts.map(rows => Uint32Array.from(rows))
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

/** [D] the least difference of two values of each column that is not rounding; 0 for columns that do not vary. */
export function columnSteps({ data, rows, columns }: Matrix): Float64Array {
  return Float64Array.from({ length: columns }, (_, i) => {
    const sorted = Float64Array.from({ length: rows }, (__, row) => data[row * columns + i]).sort()
    const rounding = roundingShare * Math.max(Math.abs(sorted[0]), Math.abs(sorted[rows - 1]))
    let step = Infinity
    for (let row = 1; row < rows; row++) {
      const difference = sorted[row] - sorted[row - 1]
      if (difference > rounding && difference < step) step = difference
    }
    return step === Infinity ? 0 : step
  })
}
