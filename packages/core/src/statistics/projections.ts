import { diagonalOf } from '@mixtura/numerics'
import type { AnalyserSteps } from '../covariance/analyserSteps.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { CovarianceType, ProjectedIterate } from '../covariance/covarianceStructure.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { StatisticsRequest, StatisticsSource } from './statisticsSource.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

/** What the M-step of the structure needs from a pass under `parameters`: scatters, or their diagonals, or diagonals and projections. */
export function scatterRequest(
  { covarianceType, covariances, components, columns }: MixtureParameters,
  before?: ProjectedIterate,
  steps?: AnalyserSteps,
): Pick<StatisticsRequest, 'scatter' | 'directions'> {
  const { layout, projected } = covarianceStructure(covarianceType)
  if (!projected?.applies(columns)) return { scatter: layout.scatter }
  return { scatter: 'diagonal', directions: (steps ?? projected).directions(covariances, { components, columns, before }) }
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
        for (let m = k * width; m < (k + 1) * width; m++) projections[m * columns + i] += value * directions[m * columns + j]
      }
    }
  }
  return { ...whole, scatter: 'diagonal', scatters: diagonals, directions, projections }
}
