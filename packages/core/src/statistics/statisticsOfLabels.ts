import type { ScatterKind } from '../kernels/workspace.js'
import { createScatterProjector } from './scatterProjector.js'
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
  const scatters = new Float64Array(components * columns * (scatter === 'full' ? columns : 1))
  const projections = directions && new Float64Array(directions.length)
  const size = directions ? directions.length / components : 0
  const projectors = directions && Array.from({ length: components }, (_, k) => {
    const projector = createScatterProjector(columns, size / columns)
    projector.begin(directions.subarray(k * size, (k + 1) * size))
    return projector
  })
  const own = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    const k = labels[row]
    const weight = weights ? weights[row] : 1
    if (weight === 0) continue
    const centred = projectors ? projectors[k].next(weight) : own
    for (let i = 0; i < columns; i++) centred[i] = data[row * columns + i] - centres[k * columns + i]
    for (let i = 0; i < columns; i++) {
      const weighted = weight * centred[i]
      if (scatter === 'diagonal') scatters[k * columns + i] += weighted * centred[i]
      else for (let j = 0, at = (k * columns + i) * columns; j <= i; j++, at++) scatters[at] += weighted * centred[j]
    }
  }
  projectors?.forEach((projector, k) => projector.end(projections!.subarray(k * size, (k + 1) * size)))
  const totalWeight = counts.reduce((sum, count) => sum + count, 0)
  const sums = new Float64Array(components * columns)
  return { scatter, components, columns, rows, totalWeight, logLikelihood: NaN, centres, counts, sums, scatters, directions, projections }
}
