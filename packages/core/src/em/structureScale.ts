import { correlationFactor, inverseFromFactor } from '@mixtura/numerics'
import type { KernelName } from '../kernels/kernels.js'
import type { ScatterKind } from '../kernels/workspace.js'
import { rowNumbers, takeEntries, takeRows } from '../statistics/takeRows.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'
import { describeColumns, type DescribedColumns } from './describeColumns.js'
import { clusterMoments, pooledMoments, type MomentsOptions } from './groupMoments.js'
import type { GroupMoments } from './rowMoments.js'
import { separatedGroups, invariantGroups, type RowGroup } from './separatedGroups.js'
import { minGroupRows } from './widestGaps.js'

/** Rows that the scale is computed from: only its order of magnitude matters. */
const scaleRows = 512
/** A group has its own covariance if it has at least this many rows per column (+ 1) and this share of all rows. */
const [rowsPerColumn, minShare] = [4, 1 / 32]
/** In `parts`, each group must have at least this multiple of the mean size of a cluster. */
const minSizeRatio = 1 / 2
/** Columns whose squared multiple correlation exceeds 1 minus this are linearly dependent, up to rounding. */
export const dependenceTolerance = 1e-12

/**
 * Scale of the structure in the data: the covariance to expect of a component. Regularisation and collapse are measured
 * against it. The covariance of all rows is not such a scale: it grows with the distances between clusters, and a single
 * far row raises it. So wide empty gaps first divide the rows into groups (`separatedGroups`). The scale is the harmonic
 * mean of the covariances W_g of the groups, weighted by their shares π_g of the rows:
 *
 *   S = (Σ_g π_g W_g⁻¹)⁻¹ <= W_g / π_g  in every direction
 *
 * So regularisation by 1e-6 S raises a variance of group g by at most the factor 1 + 1e-6 / π_g, whatever the distances and scales
 * of the groups. S is computed once, before the first iteration, so a shrinking component cannot shrink it too.
 *
 * Some clusters leave no gap, and two corrections find them:
 *
 *   - If the clusters of a group touch each other (`withinShare`), W_g is scaled down to the variance within them. For full
 *     scatter this is done in up to 32 columns.
 *   - If a narrow cluster lies inside a wide one, a column of the group has a core that is much denser than a normal column of the
 *     same variance (`coreShares`). W_g is scaled down to this core.
 *
 * Without clusters and cores, S is the covariance of all rows. Scaling the columns scales S. Without cores, a linear map of the data
 * that keeps the groups maps the S of full scatter in the same way.
 *
 * Small groups are pooled. A group that does not vary in some direction, such as a code for missing values, is used only if every
 * group is like that. A column that varies only between groups gets the variance h² / 12 of rounding to its step h.
 *
 * @param drawn rows [M, D], none of weight 0.
 * @returns [D, D], or [D] its diagonal for diagonal scatter; data units squared. A constant column has 0.
 */
export function structureScale(drawn: DrawnRows, scatter: ScatterKind): Float64Array {
  return structureScales(drawn).scale(scatter)
}

/** Structure of one set of rows; each result is computed at most once. */
export interface StructureScales {
  /** `structureScale` of the rows. Do not modify it. */
  scale(scatter: ScatterKind): Float64Array
  /** The same scale with clusters that touch each other counted as one; the unit of the columns for starts. Do not modify it. */
  spread(scatter: ScatterKind): Float64Array
  /**
   * Whether wide gaps divide the rows into exactly these clusters, of similar sizes and without stray rows. A mixture with one
   * component per cluster is then the best of its number of components: any other must join two clusters across a gap.
   *
   * @param labels [M] cluster of each row, 0 to `clusters` - 1.
   * @param scatter with 'full', gaps along invariant coordinates count as well.
   */
  parts(labels: Int32Array, { clusters, scatter }: { readonly clusters: number; readonly scatter: ScatterKind }): boolean
}

export const structureScales = (drawn: DrawnRows): StructureScales => scalesOf(() => chooseRows(drawn))

/** The same. Many columns are described by a kernel, which gives the same bits sooner. */
export async function measureStructure(drawn: DrawnRows, kernels: KernelName | undefined): Promise<StructureScales> {
  const chosen = chooseRows(drawn)
  const described = drawn.weights ? undefined : await describeColumns(chosen.rows.samples, kernels)
  return scalesOf(() => chosen, described)
}

/** The rows that the scale is computed from, and their numbers. */
interface ChosenRows {
  readonly numbers: Uint32Array
  readonly rows: DrawnRows
}

function chooseRows(drawn: DrawnRows): ChosenRows {
  const numbers = someRows(drawn, Math.max(scaleRows, rowsPerColumn * (drawn.samples.columns + 1)))
  return { numbers, rows: { samples: takeRows(drawn.samples, numbers), weights: drawn.weights && takeEntries(drawn.weights, numbers) } }
}

function scalesOf(choose: () => ChosenRows, described?: DescribedColumns): StructureScales {
  const chosen = once(() => {
    const { numbers, rows } = choose()
    return { numbers, rows, ...separatedGroups(rows, described) }
  })
  const groups: Record<ScatterKind, () => readonly RowGroup[]> = {
    diagonal: () => chosen().groups,
    full: once(() => invariantGroups(chosen().rows, chosen())),
  }
  const scaleBy = (scatter: ScatterKind, joinsTouching: boolean) =>
    once(() => scaleOf(groups[scatter](), { steps: chosen().steps, scatter, joinsTouching, rows: chosen().numbers.length }))
  const scales = { diagonal: scaleBy('diagonal', false), full: scaleBy('full', false) }
  const spreads = { diagonal: scaleBy('diagonal', true), full: scaleBy('full', true) }
  return {
    scale: scatter => scales[scatter](),
    spread: scatter => spreads[scatter](),
    parts(labels, { clusters, scatter }) {
      const { numbers, rows } = chosen()
      const { columns } = rows.samples
      const found = groups[scatter]().map(group => group.numbers)
      const minRows = Math.max(minCovarianceRows(columns), (minSizeRatio * numbers.length) / clusters)
      if (found.length !== clusters || found.some(({ length }) => length < minRows)) return false
      if (found.reduce((sum, { length }) => sum + length, 0) < numbers.length) return false
      const labelOf = (row: number): number => labels[numbers[row]]
      const isDistinct = new Set(found.map(group => labelOf(group[0]))).size === clusters
      return isDistinct && found.every(group => group.every(row => labelOf(row) === labelOf(group[0])))
    },
  }
}

/** Fewest rows whose covariance is a usable estimate. */
const minCovarianceRows = (columns: number): number => rowsPerColumn * (columns + 1)

function once<Value extends object>(compute: () => Value): () => Value {
  let value: Value | undefined
  return () => (value ??= compute())
}

function scaleOf(groups: readonly RowGroup[], options: MomentsOptions & { readonly rows: number }): Float64Array {
  const { steps, scatter, rows } = options
  const columns = steps.length
  const minRows = Math.max(scatter === 'full' ? minCovarianceRows(columns) : minGroupRows, minShare * rows)
  const isLarge = (group: RowGroup): boolean => group.numbers.length >= minRows
  const moments = groups.filter(isLarge).map(group => clusterMoments(group, options))
  const small = groups.filter(group => !isLarge(group))
  if (small.length > 0) moments.push(pooledMoments(small, scatter))
  const scale = scatter === 'full' ? harmonicMean(moments, columns) : harmonicMeans(moments, columns)
  const result = scale ?? pooledMoments(groups, scatter).covariance
  const step = scatter === 'full' ? columns + 1 : 1
  steps.forEach((height, i) => (result[i * step] ||= height ** 2 / 12))
  return result
}

/** At most about `count` row numbers, evenly spaced. */
function someRows({ samples }: DrawnRows, count: number): Uint32Array {
  return rowNumbers(samples.rows, Math.ceil(samples.rows / count))
}

/** [D] harmonic mean of each column's variances, over the groups that vary in it; 0 if none does. */
function harmonicMeans(moments: readonly GroupMoments[], columns: number): Float64Array {
  const means = new Float64Array(columns)
  for (let i = 0; i < columns; i++) {
    let total = 0
    let precision = 0
    for (const { weight, covariance } of moments) {
      if (!(covariance[i] > 0)) continue
      total += weight
      precision += weight / covariance[i]
    }
    if (total > 0) means[i] = total / precision
  }
  return means
}

/** [D, D] harmonic mean of the non-singular covariances; undefined if all are singular. */
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
