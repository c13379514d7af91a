import { covarianceStructure } from '../covariance/structures.js'
import type { Kernels } from '../kernels/kernels.js'
import { projectMeans } from '../kernels/projectMeans.js'
import type { FactorKind, ScatterKind, WorkspaceShape } from '../kernels/workspace.js'
import type { MixtureParameters } from '../model/parameters.js'
import { factorLogDensities, prepareFactors, type PreparedFactors } from './factorDensities.js'

const logTwoPi = Math.log(2 * Math.PI)

/** A model in the form that the density kernels read. */
export interface PreparedModel {
  readonly factor: FactorKind
  readonly components: number
  readonly columns: number
  /** [K, D] */
  readonly means: Float64Array
  /** full: [K, D, D] lower P with precision = Pᵀ P; shared: [D, D]; diagonal: [K, D] of 1 / sd. */
  readonly factors: Float64Array
  /** [K] ln w_k - (D/2) ln 2π + ln det P_k, nats. */
  readonly logNormalizers: Float64Array
  /** Given if the components are factor analysers in many columns. Then `factors` holds the noise of each column only. */
  readonly analysers?: PreparedFactors | undefined
}

/** @throws {DegenerateCovarianceError} if a covariance is not positive definite. */
export function prepareModel({ covarianceType, components, columns, weights, means, covariances }: MixtureParameters): PreparedModel {
  const { layout, projected } = covarianceStructure(covarianceType)
  const normalizersOf = (logDeterminants: Float64Array): Float64Array =>
    weights.map((weight, k) => Math.log(weight) - 0.5 * columns * logTwoPi + logDeterminants[k])
  if (typeof covarianceType === 'object' && projected?.applies(columns)) {
    const analysers = prepareFactors(covariances, { components, columns, factors: covarianceType.factors })
    const { inverseDeviations, logDeterminants } = analysers
    return { factor: 'diagonal', components, columns, means, factors: inverseDeviations, logNormalizers: normalizersOf(logDeterminants), analysers }
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

/** Shape of the workspace that a pass under the model needs. */
export function workspaceShape({ factor, columns, components }: PreparedModel, scatter: ScatterKind): WorkspaceShape {
  return { scatter, factor, columns, components }
}

/**
 * Writes a model into the kernels' workspace.
 *
 * @param drift of the model since the bounds of the rows were computed; without it, they are not used.
 */
export function loadModel(kernels: Kernels, model: PreparedModel, drift: Float64Array = unknownDrift): void {
  const { workspace } = kernels
  workspace.means.set(model.means)
  workspace.factors.set(model.factors)
  workspace.logNormalizers.set(model.logNormalizers)
  workspace.drift.set(drift)
  if (workspace.factor === 'shared') projectMeans(workspace)
  kernels.loadModel()
}

/** Its limit is -Infinity, so that no bound is used. */
const unknownDrift = Float64Array.of(0, 0, 0, 0, -Infinity)

/**
 * ln w_k N(x_b; μ_k, Σ_k) of a loaded block under the loaded model.
 *
 * @param reach as for the kernel. Analysers evaluate every component, because they have no bounds.
 */
export function weightedLogDensities(
  kernels: Kernels,
  { analysers }: Pick<PreparedModel, 'analysers'>,
  { count, reach }: { readonly count: number; readonly reach: number },
): void {
  // The analysers replace the densities of the kernel, but use its componentsInReach, which then holds every component.
  kernels.weightedLogDensities(count, analysers ? Infinity : reach)
  if (analysers) factorLogDensities(kernels.workspace, count, analysers)
}
