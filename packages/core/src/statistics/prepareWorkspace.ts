import { covarianceStructure } from '../covariance/structures.js'
import type { Kernels } from '../kernels/kernels.js'
import { projectMeans } from '../kernels/projectMeans.js'
import type { ScatterKind, WorkspaceShape } from '../kernels/workspace.js'
import type { MixtureParameters } from '../mixture/parameters.js'

const logTwoPi = Math.log(2 * Math.PI)

/** The workspace that a pass over samples under `model` needs. */
export function workspaceShape(model: MixtureParameters, scatter: ScatterKind): WorkspaceShape {
  const { covarianceType, columns, components } = model
  const { layout } = covarianceStructure(covarianceType)
  const factor = layout.scatter === 'diagonal' ? 'diagonal' : layout.shared ? 'shared' : 'full'
  return { scatter, factor, columns, components }
}

/**
 * Writes a model into the kernels' workspace: means, precision factors, and the constant of each component's
 * weighted log-density, ln w_k - (D/2) ln 2π + ln det P_k.
 *
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 */
export function prepareWorkspace(kernels: Kernels, model: MixtureParameters): void {
  const { workspace } = kernels
  const { components, columns, weights, means, covariances } = model
  const { factors, logDeterminants } = covarianceStructure(model.covarianceType).layout.factor(
    covariances,
    components,
    columns,
  )
  workspace.means.set(means)
  workspace.factors.set(factors.subarray(0, workspace.factors.length))
  for (let k = 0; k < components; k++) {
    workspace.logNormalizers[k] = Math.log(weights[k]) - 0.5 * columns * logTwoPi + logDeterminants[k]
  }
  if (workspace.factor === 'shared') projectMeans(workspace)
  kernels.loadModel()
}
