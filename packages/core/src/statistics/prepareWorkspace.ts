import type { Workspace } from '../kernels/workspace.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../mixture/parameters.js'

const logTwoPi = Math.log(2 * Math.PI)

/**
 * Writes a model into a workspace: means, precision factors, and the constant of each component's
 * weighted log-density, ln w_k - (D/2) ln 2π + ln det P_k.
 *
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 */
export function prepareWorkspace(workspace: Workspace, model: MixtureParameters): void {
  const { components, columns, weights, means, covariances } = model
  const { factors, logDeterminants } = covarianceStructure(model.covarianceType).layout.factor(
    covariances,
    components,
    columns,
  )
  workspace.means.set(means)
  workspace.factors.set(factors)
  for (let k = 0; k < components; k++) {
    workspace.logNormalizers[k] = Math.log(weights[k]) - 0.5 * columns * logTwoPi + logDeterminants[k]
  }
}
