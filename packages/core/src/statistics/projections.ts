import { diagonalOf } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import type { CovarianceType, ProjectedIterate } from '../covariance/covarianceStructure.js'
import type { MixtureParameters } from '../model/parameters.js'
import { blockRows, type Workspace } from '../kernels/workspace.js'
import { createScatterProjector } from './scatterProjector.js'
import type { StatisticsRequest, StatisticsSource } from './statisticsSource.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

/** What the M-step of the structure needs from a pass under `parameters`: scatters, or their diagonals, or diagonals and projections. */
export function scatterRequest(
  { covarianceType, covariances, components, columns }: MixtureParameters,
  before?: ProjectedIterate,
): Pick<StatisticsRequest, 'scatter' | 'directions'> {
  const { layout, projected } = covarianceStructure(covarianceType)
  if (!projected?.applies(columns)) return { scatter: layout.scatter }
  return { scatter: 'diagonal', directions: projected.directions(covariances, { components, columns, before }) }
}

/** The iterate that the next search for directions uses; undefined if scatters were not projected. */
export function projectedIterate({ covariances }: MixtureParameters, { directions, projections }: SufficientStatistics): ProjectedIterate | undefined {
  return directions && projections && { covariances, directions, projections }
}

/** Whether statistics of the structure are projected for this number of columns. */
export function areProjected(covarianceType: CovarianceType, columns: number): boolean {
  return covarianceStructure(covarianceType).projected?.applies(columns) ?? false
}

/** The requested statistics from any source. For a source that does not project, the projections are computed here. */
export async function accumulateFrom(source: StatisticsSource, model: MixtureParameters, request: StatisticsRequest): Promise<SufficientStatistics> {
  const { directions, signal } = request
  if (!directions || source.projects) return source.accumulate(model, request)
  const { scatters, ...whole } = await source.accumulate(model, { scatter: 'full', signal })
  const { components, columns } = whole
  const size = columns * columns
  const width = directions.length / (components * columns)
  const diagonals = new Float64Array(components * columns)
  const projections = new Float64Array(directions.length)
  for (let k = 0; k < components; k++) {
    const lower = scatters.subarray(k * size, (k + 1) * size)
    diagonals.set(diagonalOf(lower, columns), k * columns)
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        const value = lower[Math.max(i, j) * columns + Math.min(i, j)]
        for (let m = 0; m < width; m++) projections[(k * columns + i) * width + m] += value * directions[(k * columns + j) * width + m]
      }
    }
  }
  return { ...whole, scatter: 'diagonal', scatters: diagonals, directions, projections }
}

/**
 * Adds Σ_b r_kb (x_b - μ_k)(x_b - μ_k)ᵀ V_k of the rows of a block. O(D m) for each row and each of its components.
 *
 * @param workspace after normalizeResponsibilities.
 * @param directions [K, D, m]
 * @param projections [K, D, m], added to.
 */
export function addProjections(
  { columns, components, samples, means, responsibilities }: Workspace,
  count: number,
  { directions, projections }: { readonly directions: Float64Array; readonly projections: Float64Array },
): void {
  const size = directions.length / components
  const projector = createScatterProjector(columns, size / columns)
  for (let k = 0; k < components; k++) {
    projector.begin(directions.subarray(k * size, (k + 1) * size))
    for (let b = 0; b < count; b++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      const centred = projector.next(responsibility)
      for (let i = 0; i < columns; i++) centred[i] = samples[b * columns + i] - means[k * columns + i]
    }
    projector.end(projections.subarray(k * size, (k + 1) * size))
  }
}
