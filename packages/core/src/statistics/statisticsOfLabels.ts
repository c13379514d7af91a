import type { ScatterKind } from '../kernels/workspace.js'
import type { DrawnRows } from './statisticsSource.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

/**
 * Statistics of hard assignments, about the mean of each label. They are computed in two passes.
 *
 * @param labels [M] component of each row.
 */
export function statisticsOfLabels(
  { samples, weights }: DrawnRows,
  labels: Int32Array,
  { components, scatter, directions }: {
    readonly components: number
    readonly scatter: ScatterKind
    /** [K, D, m] directions along which scatters are also computed. */
    readonly directions?: Float64Array | undefined
  },
): SufficientStatistics {
  const { data, rows, columns } = samples
  const { counts, centres } = weightedMeans({ samples, weights }, labels, components)
  const scatters = new Float64Array(components * columns * (scatter === 'full' ? columns : 1))
  const projections = directions && new Float64Array(directions.length)
  const size = directions ? directions.length / components : 0
  const centred = new Float64Array(columns)
  const along = new Float64Array(size / columns)
  for (let row = 0; row < rows; row++) {
    const k = labels[row]
    const weight = weights ? weights[row] : 1
    if (weight === 0) continue
    for (let i = 0; i < columns; i++) centred[i] = data[row * columns + i] - centres[k * columns + i]
    for (let i = 0; i < columns; i++) {
      const weighted = weight * centred[i]
      if (scatter === 'diagonal') scatters[k * columns + i] += weighted * centred[i]
      else for (let j = 0, at = (k * columns + i) * columns; j <= i; j++, at++) scatters[at] += weighted * centred[j]
    }
    if (directions && projections) addAlong(centred, weight, { directions, projections, along, from: k * size })
  }
  const totalWeight = counts.reduce((sum, count) => sum + count, 0)
  const sums = new Float64Array(components * columns)
  return { scatter, components, columns, rows, totalWeight, logLikelihood: NaN, centres, counts, sums, scatters, directions, projections }
}

function weightedMeans({ samples, weights }: DrawnRows, labels: Int32Array, components: number): Pick<SufficientStatistics, 'counts' | 'centres'> {
  const { data, rows, columns } = samples
  const counts = new Float64Array(components)
  const centres = new Float64Array(components * columns)
  for (let row = 0; row < rows; row++) {
    const k = labels[row]
    const weight = weights ? weights[row] : 1
    if (weight === 0) continue
    counts[k] += weight
    const share = weight / counts[k]
    for (let i = 0; i < columns; i++) centres[k * columns + i] += (data[row * columns + i] - centres[k * columns + i]) * share
  }
  return { counts, centres }
}

/** Adds w x (xᵀ V) of a centred row x, for the component whose directions V begin at `from`. */
function addAlong(
  centred: Float64Array,
  weight: number,
  { directions, projections, along, from }: {
    readonly directions: Float64Array
    readonly projections: Float64Array
    /** [m] scratch */
    readonly along: Float64Array
    readonly from: number
  },
): void {
  const columns = centred.length
  const width = along.length
  along.fill(0)
  for (let i = 0, at = from; i < columns; i++) {
    for (let m = 0; m < width; m++) along[m] += weight * centred[i] * directions[at++]
  }
  for (let i = 0, at = from; i < columns; i++) {
    for (let m = 0; m < width; m++) projections[at++] += centred[i] * along[m]
  }
}
