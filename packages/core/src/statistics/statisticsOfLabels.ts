import type { ScatterKind } from '../kernels/workspace.js'
import { addProducts, addRow, rowProduct } from '../covariance/rowVectors.js'
import type { DrawnRows } from './statisticsSource.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

export interface LabelStatisticsOptions {
  readonly components: number
  readonly scatter: ScatterKind
  /** [K, m, D] directions along which scatters are also computed. */
  readonly directions?: Float64Array | undefined
}

/**
 * Statistics of hard assignments, about the mean of each label. They are computed in two passes.
 *
 * @param labels [M] component of each row.
 */
export function statisticsOfLabels(
  { samples, weights }: DrawnRows,
  labels: Int32Array,
  { components, scatter, directions }: LabelStatisticsOptions,
): SufficientStatistics {
  const { data, rows, columns } = samples
  const { counts, centres } = weightedMeans({ samples, weights }, labels, components)
  const scatters = new Float64Array(components * columns * (scatter === 'full' ? columns : 1))
  const projections = directions && new Float64Array(directions.length)
  const size = directions ? directions.length / components : 0
  const centred = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    const k = labels[row]
    const weight = weights ? weights[row] : 1
    if (weight === 0) continue
    centred.set(data.subarray(row * columns, (row + 1) * columns))
    addRow(centred, 0, -1, centres, k * columns, columns)
    if (scatter === 'diagonal') addProducts(scatters, k * columns, weight, centred, 0, centred, 0, columns)
    else for (let i = 0; i < columns; i++) addRow(scatters, (k * columns + i) * columns, weight * centred[i], centred, 0, i + 1)
    if (directions && projections) addAlong(centred, weight, { directions, projections, from: k * size, to: (k + 1) * size })
  }
  const totalWeight = counts.reduce((sum, count) => sum + count, 0)
  const sums = new Float64Array(components * columns)
  return { scatter, components, columns, rows, totalWeight, logLikelihood: NaN, centres, counts, sums, scatters, directions, projections }
}

function weightedMeans({ samples, weights }: DrawnRows, labels: Int32Array, components: number): Pick<SufficientStatistics, 'counts' | 'centres'> {
  const { data, rows, columns } = samples
  const counts = new Float64Array(components)
  const centres = new Float64Array(components * columns)
  const difference = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    const k = labels[row]
    const weight = weights ? weights[row] : 1
    if (weight === 0) continue
    counts[k] += weight
    difference.set(data.subarray(row * columns, (row + 1) * columns))
    addRow(difference, 0, -1, centres, k * columns, columns)
    addRow(centres, k * columns, weight / counts[k], difference, 0, columns)
  }
  return { counts, centres }
}

/** Adds w x (xᵀ V) of a centred row x, for the component whose directions V lie in [from, to). */
function addAlong(
  centred: Float64Array,
  weight: number,
  { directions, projections, from, to }: {
    readonly directions: Float64Array
    readonly projections: Float64Array
    readonly from: number
    readonly to: number
  },
): void {
  const columns = centred.length
  for (let at = from; at < to; at += columns) {
    addRow(projections, at, weight * rowProduct(centred, 0, directions, at, columns), centred, 0, columns)
  }
}
