import type { CovarianceStructure } from './covarianceStructure.js'
import { diag } from './diag.js'

/** One variance for all columns of each component: [K], the mean of its diagonal. */
export const spherical: CovarianceStructure = {
  scatter: 'diagonal',
  storedLength: components => components,
  parameterCount: components => components,

  estimate(moments) {
    return meanOfEach(diag.estimate(moments), moments.components, moments.columns)
  },

  regularize(covariances, addition, _components, columns) {
    let trace = 0
    for (let i = 0; i < columns; i++) trace += addition[i * columns + i]!
    for (let k = 0; k < covariances.length; k++) covariances[k]! += trace / columns
  },

  factor(covariances, components, columns) {
    return diag.factor(spread(covariances, columns), components, columns)
  },

  expand(covariances, component, columns) {
    return diag.expand(spread(covariances.subarray(component, component + 1), columns), 0, columns)
  },
}

function meanOfEach(variances: Float64Array, components: number, columns: number): Float64Array {
  const means = new Float64Array(components)
  for (let k = 0; k < components; k++) {
    for (let i = 0; i < columns; i++) means[k]! += variances[k * columns + i]! / columns
  }
  return means
}

function spread(variances: Float64Array, columns: number): Float64Array {
  const all = new Float64Array(variances.length * columns)
  for (let k = 0; k < variances.length; k++) all.fill(variances[k]!, k * columns, (k + 1) * columns)
  return all
}
