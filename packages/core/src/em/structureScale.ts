import { correlationFactor, diagonalOf, inverseFromFactor } from '@mixtura/numerics'
import type { ScatterKind } from '../kernels/workspace.js'
import { rowNumbers, takeEntries, takeRows } from '../statistics/takeRows.js'
import { statisticsOfLabels } from '../statistics/statisticsOfLabels.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'
import { coreShares, coreVariances } from './denseCores.js'
import { separatedGroups, turnedGroups, type RowGroup } from './separatedGroups.js'
import { fewestRows } from './widestGaps.js'

/** Rows that the scale is taken from: it needs no more than its order of magnitude. */
const scaleRows = 512
/** A group counts by itself from so many rows a column, and from this share of all rows. */
const [rowsPerColumn, leastShare] = [4, 1 / 32]
/** Groups stand for components where none has less than this part of the rows that groups of one size would have. */
const likeSize = 1 / 2
/** A squared multiple correlation above 1 minus this is linear dependence up to rounding. */
export const dependenceTolerance = 1e-12

/**
 * The scale of the structure in the data: the covariance that a component may be expected to have, which regularisation and
 * collapse are measured against. The covariance of all rows is no such scale, since it grows with the distances between
 * clusters, and a single far row is enough to raise it. So rows with wide empty gaps between them are taken apart first
 * (`separatedGroups`), and the scale is the harmonic mean of the covariances W_g of the groups, each by its share π_g of the rows:
 *
 *   S = (Σ_g π_g W_g⁻¹)⁻¹ <= W_g / π_g  in every direction
 *
 * A millionth of S thus adds at most a millionth over π_g to any variance of any group, however far apart they lie and however
 * their scales differ. Without gaps and cores S is the covariance of all rows. S is settled before the first iteration and from rows
 * alone, so that no component can drag it along as it shrinks; it turns and scales with the data.
 *
 * A narrow cluster inside a wide one leaves no gap: where a column of a group has a core that is denser by far than a normal
 * column of its variance (`coreShares`), W_g shrinks to the scale of that core.
 *
 * Small groups count together, and groups that do not vary in some direction, such as codes for missing values, only where
 * there are no others. A column that varies between the groups alone has the scale of rounding to its steps h, h² / 12.
 *
 * @param drawn rows [M, D]; those of weight 0 must not be among them.
 * @returns [D, D], or [D] its diagonal for diagonal scatter; data units squared. Columns that do not vary at all have 0.
 */
export function structureScale(drawn: DrawnRows, scatter: ScatterKind): Float64Array {
  return structureScales(drawn).scale(scatter)
}

/** What is known of the structure in the same rows, for callers that need it more than once: each is computed at most once. */
export interface StructureScales {
  /** `structureScale` of the rows. Not to be modified. */
  scale(scatter: ScatterKind): Float64Array
  /**
   * Whether wide gaps part the rows into just these clusters, all of like size, with no stray rows between them: a mixture that has
   * a component for each then has no rival of as many components, which would have to join two across a gap.
   *
   * @param labels [M] cluster of each row, 0 to `clusters` - 1.
   * @param scatter 'full' where gaps along invariant coordinates count as well.
   */
  parts(labels: Int32Array, { clusters, scatter }: { readonly clusters: number; readonly scatter: ScatterKind }): boolean
}

export function structureScales(drawn: DrawnRows): StructureScales {
  const { columns } = drawn.samples
  const chosen = once(() => {
    const numbers = someRows(drawn, Math.max(scaleRows, rowsPerColumn * (columns + 1)))
    const rows = { samples: takeRows(drawn.samples, numbers), weights: drawn.weights && takeEntries(drawn.weights, numbers) }
    return { numbers, rows, ...separatedGroups(rows.samples) }
  })
  const groups: Record<ScatterKind, () => readonly RowGroup[]> = {
    diagonal: () => chosen().groups,
    full: once(() => turnedGroups(chosen().rows.samples, chosen())),
  }
  const scaleBy = (scatter: ScatterKind) => once(() => scaleOf(chosen().rows, groups[scatter](), { steps: chosen().steps, scatter }))
  const scales: Record<ScatterKind, () => Float64Array> = { diagonal: scaleBy('diagonal'), full: scaleBy('full') }
  return {
    scale: scatter => scales[scatter](),
    parts(labels, { clusters, scatter }) {
      const { numbers } = chosen()
      const found = groups[scatter]().map(group => group.numbers)
      const fewest = Math.max(fewestOwnRows(columns), (likeSize * numbers.length) / clusters)
      if (found.length !== clusters || found.some(({ length }) => length < fewest)) return false
      if (found.reduce((sum, { length }) => sum + length, 0) < numbers.length) return false
      const labelOf = (row: number): number => labels[numbers[row]]
      const isDistinct = new Set(found.map(group => labelOf(group[0]))).size === clusters
      return isDistinct && found.every(group => group.every(row => labelOf(row) === labelOf(group[0])))
    },
  }
}

/** Rows from which a group has a covariance of its own that tells something. */
const fewestOwnRows = (columns: number): number => rowsPerColumn * (columns + 1)

function once<Value extends object>(compute: () => Value): () => Value {
  let value: Value | undefined
  return () => (value ??= compute())
}

function scaleOf(
  rows: DrawnRows,
  groups: readonly RowGroup[],
  { steps, scatter }: { readonly steps: Float64Array; readonly scatter: ScatterKind },
): Float64Array {
  const { columns } = rows.samples
  const fewest = Math.max(scatter === 'full' ? fewestOwnRows(columns) : fewestRows, leastShare * rows.samples.rows)
  const isOwn = ({ numbers }: RowGroup): boolean => numbers.length >= fewest
  const moments = groups.filter(isOwn).map(group => withCores(momentsOf(rows, [group], scatter), (group.cores ??= coreVariances(group.samples))))
  const others = groups.filter(group => !isOwn(group))
  if (others.length > 0) moments.push(momentsOf(rows, others, scatter))
  const scale = scatter === 'full' ? harmonicMean(moments, columns) : harmonicMeans(moments, columns)
  const result = scale ?? momentsOf(rows, groups, scatter).covariance
  const step = scatter === 'full' ? columns + 1 : 1
  steps.forEach((height, i) => (result[i * step] ||= height ** 2 / 12))
  return result
}

interface GroupMoments {
  readonly weight: number
  /** [D, D], or [D] its diagonal, biased, within the groups. */
  readonly covariance: Float64Array
}

/** At most about `count` row numbers, evenly spaced. */
function someRows({ samples }: DrawnRows, count: number): Uint32Array {
  return rowNumbers(samples.rows, Math.ceil(samples.rows / count))
}

function momentsOf({ samples: { columns }, weights }: DrawnRows, groups: readonly RowGroup[], scatter: ScatterKind): GroupMoments {
  const size = scatter === 'full' ? columns * columns : columns
  const covariance = new Float64Array(size)
  let weight = 0
  for (const { samples, numbers } of groups) {
    const rows = { samples, weights: weights && takeEntries(weights, numbers) }
    const { totalWeight, scatters } = statisticsOfLabels(rows, new Int32Array(numbers.length), { components: 1, scatter })
    weight += totalWeight
    for (let at = 0; at < size; at++) covariance[at] += scatters[at]
  }
  for (let at = 0; at < size; at++) covariance[at] /= weight
  if (scatter === 'full') for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) covariance[j * columns + i] = covariance[i * columns + j]
  return { weight, covariance }
}

/** The covariance shrunk to the cores of its columns, correlations as they are. */
function withCores(moments: GroupMoments, cores: Float64Array): GroupMoments {
  const columns = cores.length
  const shares = coreShares(cores, diagonalOf(moments.covariance, columns))
  if (shares.every(share => share === 1)) return moments
  const { weight, covariance } = moments
  const isFull = covariance.length > columns
  return { weight, covariance: covariance.map((value, at) => value * (isFull ? Math.sqrt(shares[Math.floor(at / columns)] * shares[at % columns]) : shares[at])) }
}

/** [D] column by column, of the groups that vary in it. */
function harmonicMeans(moments: readonly GroupMoments[], columns: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, i) => {
    const varying = moments.filter(({ covariance }) => covariance[i] > 0)
    if (varying.length === 0) return 0
    const [weight, precision] = varying.reduce(
      ([w, p], { weight: own, covariance }) => [w + own, p + own / covariance[i]],
      [0, 0],
    )
    return weight / precision
  })
}

/** [D, D] of the groups that are not singular; undefined where all are. */
function harmonicMean(moments: readonly GroupMoments[], columns: number): Float64Array | undefined {
  const inverses = moments.flatMap(({ weight, covariance }) => {
    const precision = inverseOf(covariance, columns)
    return precision ? [{ weight, covariance, precision }] : []
  })
  if (inverses.length === 0) return undefined
  if (inverses.length === 1) return inverses[0].covariance
  const total = inverses.reduce((sum, { weight }) => sum + weight, 0)
  const precision = new Float64Array(columns * columns)
  for (const inverse of inverses) precision.forEach((_, at) => (precision[at] += (inverse.weight / total) * inverse.precision[at]))
  return inverseOf(precision, columns)
}

/** [D, D] inverse of a symmetric matrix; undefined if it is singular up to rounding. */
function inverseOf(matrix: Float64Array, columns: number): Float64Array | undefined {
  const { factor, deviations, dependent } = correlationFactor(matrix, columns, dependenceTolerance)
  if (dependent !== undefined) return undefined
  return inverseFromFactor(factor, columns).map((value, at) => value / (deviations[Math.floor(at / columns)] * deviations[at % columns]))
}
