import { covarianceStructure } from '../covariance/structures.js'
import type { ScatterKind } from '../kernels/workspace.js'
import type { MixtureParameters } from './parameters.js'

/**
 * Marginal mixture of some columns; the marginal of a Gaussian consists of blocks of its mean and covariance.
 *
 * @param columns at least one, in the order of the result.
 * @param scatter 'full' gives covariance matrices, 'diagonal' their diagonals.
 */
export function marginalParameters(
  model: MixtureParameters,
  columns: readonly number[],
  scatter: ScatterKind,
): MixtureParameters {
  const { components, weights } = model
  const { layout } = covarianceStructure(model.covarianceType)
  const size = columns.length
  const means = new Float64Array(components * size)
  const covariances = new Float64Array(components * size * (scatter === 'full' ? size : 1))
  for (let k = 0; k < components; k++) {
    const variances = scatter === 'diagonal' ? layout.variances(model.covariances, k, model.columns) : undefined
    columns.forEach((column, i) => {
      means[k * size + i] = model.means[k * model.columns + column]
      if (variances) covariances[k * size + i] = variances[column]
    })
    if (!variances) covariances.set(layout.block(model.covariances, { component: k, columns: model.columns, selected: columns }), k * size * size)
  }
  return { covarianceType: scatter === 'full' ? 'full' : 'diag', components, columns: size, weights, means, covariances }
}
