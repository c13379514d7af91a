import { blockRows } from '../kernels/workspace.js'
import type { WorkspacePool } from '../kernels/workspacePool.js'
import type { WideKernels } from '../kernels/kernels.js'
import { statisticsOfLabels, type LabelStatisticsOptions } from './statisticsOfLabels.js'
import type { DrawnRows } from './statisticsSource.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

/** With fewer columns, opening a workspace takes longer than it saves. */
export const minWideColumns = 64
/** Numbers of directions are rounded up to a multiple of this, so that few workspaces serve all. */
const directionStep = 8

/** `statisticsOfLabels`, computed by kernels if there are many columns; the bits are the same. */
export async function statisticsOfWideLabels(
  workspaces: WorkspacePool,
  rows: DrawnRows,
  labels: Int32Array,
  options: LabelStatisticsOptions,
): Promise<SufficientStatistics> {
  const { components, scatter, directions } = options
  const { columns } = rows.samples
  if (scatter === 'full' || columns < minWideColumns) return statisticsOfLabels(rows, labels, options)
  const size = directions ? directions.length / components : 0
  const padded = columns * directionStep * Math.ceil(size / columns / directionStep)
  const shape = { scatter, factor: 'diagonal', columns, components, directionCount: padded / columns } as const
  return workspaces.use(shape, ({ wide, workspace }) => {
    if (!wide) return statisticsOfLabels(rows, labels, options)
    const { counts, means, scatters, projections } = workspace
    for (const array of [counts, means, scatters, projections, workspace.directions]) array.fill(0)
    for (let k = 0; k < components; k++) if (directions) workspace.directions.set(directions.subarray(k * size, (k + 1) * size), k * padded)
    for (const step of ['averageLabelledRows', 'scatterLabelledRows'] as const) forEachBlock(wide, step)
    const totalWeight = counts.reduce((sum, count) => sum + count, 0)
    const found = directions && new Float64Array(directions.length)
    for (let k = 0; k < components; k++) found?.set(projections.subarray(k * padded, k * padded + size), k * size)
    return {
      scatter, components, columns, rows: rows.samples.rows, totalWeight, logLikelihood: NaN,
      centres: means.slice(), counts: counts.slice(), sums: new Float64Array(components * columns), scatters: scatters.slice(),
      directions, projections: found,
    }

    function forEachBlock(kernels: WideKernels, step: 'averageLabelledRows' | 'scatterLabelledRows'): void {
      const { samples, weights } = rows
      for (let from = 0; from < samples.rows; from += blockRows) {
        const to = Math.min(from + blockRows, samples.rows)
        workspace.samples.set(samples.data.subarray(from * columns, to * columns))
        workspace.labels.set(labels.subarray(from, to))
        if (weights) workspace.rowWeights.set(weights.subarray(from, to))
        kernels[step](to - from)
      }
    }
  })
}
