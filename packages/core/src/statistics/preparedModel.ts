import { covarianceStructure } from '../covariance/structures.js'
import type { Kernels } from '../kernels/kernels.js'
import { projectMeans } from '../kernels/projectMeans.js'
import type { FactorKind, WorkspaceShape } from '../kernels/workspace.js'
import type { MixtureParameters } from '../model/parameters.js'
import { prepareAnalysers, type PreparedAnalysers } from './prepareAnalysers.js'
import type { StatisticsRequest } from './statisticsSource.js'

const logTwoPi = Math.log(2 * Math.PI)

/** A model in the form that the density kernels read. */
export interface PreparedModel {
  readonly factor: FactorKind
  readonly components: number
  readonly columns: number
  /** [K, D] */
  readonly means: Float64Array
  /** full: [K, D, D] lower P with precision = Pᵀ P; shared: [D, D]; diagonal: [K, D] of 1 / sd; analysers: that of their noise. */
  readonly factors: Float64Array
  /** [K] ln w_k - (D/2) ln 2π - ½ ln |Σ_k|, nats. */
  readonly logNormalizers: Float64Array
  /** Loadings and regressions; given if the components are factor analysers in many columns. */
  readonly analysers?: PreparedAnalysers | undefined
}

/** @throws {DegenerateCovarianceError} if a covariance is not positive definite. */
export function prepareModel({ covarianceType, components, columns, weights, means, covariances }: MixtureParameters): PreparedModel {
  const { layout, projected } = covarianceStructure(covarianceType)
  const normalizersOf = (logDeterminants: Float64Array): Float64Array =>
    weights.map((weight, k) => Math.log(weight) - 0.5 * columns * logTwoPi + logDeterminants[k])
  if (typeof covarianceType === 'object' && projected?.applies(columns)) {
    const { inverseDeviations, logDeterminants, ...analysers } = prepareAnalysers(covariances, { components, columns, factors: covarianceType.factors })
    return { factor: 'analysers', components, columns, means, factors: inverseDeviations, logNormalizers: normalizersOf(logDeterminants), analysers }
  }
  const { factors, logDeterminants } = layout.factor(covariances, components, columns)
  const factor = layout.scatter === 'diagonal' ? 'diagonal' : layout.shared ? 'shared' : 'full'
  return {
    factor,
    components,
    columns,
    means,
    factors: factor === 'shared' ? factors.subarray(0, columns * columns) : factors,
    logNormalizers: normalizersOf(logDeterminants),
  }
}

type Accumulated = Pick<StatisticsRequest, 'scatter' | 'directions'>

/** Shape of the workspace that a pass under the model needs. */
export function workspaceShape({ factor, columns, components, analysers }: PreparedModel, { scatter, directions }: Accumulated): WorkspaceShape {
  return {
    scatter,
    factor,
    columns,
    components,
    factorCount: analysers?.factorCount ?? 0,
    directionCount: directions ? directions.length / (components * columns) : 0,
  }
}

/**
 * Writes a model into the kernels' workspace.
 *
 * @param options.drift of the model since the bounds of the rows were computed; without it, they are not used.
 * @param options.directions [K, m, D] along which scatters are also computed.
 */
export function loadModel(
  kernels: Pick<Kernels, 'workspace' | 'loadModel'>,
  model: PreparedModel,
  { drift = unknownDrift, directions }: { readonly drift?: Float64Array | undefined; readonly directions?: Float64Array | undefined } = {},
): void {
  const { workspace } = kernels
  workspace.means.set(model.means)
  workspace.factors.set(model.factors)
  workspace.logNormalizers.set(model.logNormalizers)
  workspace.drift.set(drift)
  if (model.analysers) {
    workspace.loadings.set(model.analysers.loadings)
    workspace.regressions.set(model.analysers.regressions)
  }
  if (directions) workspace.directions.set(directions)
  if (workspace.factor === 'shared') projectMeans(workspace)
  kernels.loadModel()
}

/** Its limit is -Infinity, so that no bound is used. */
const unknownDrift = Float64Array.of(0, 0, 0, 0, -Infinity)
