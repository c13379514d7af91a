import { DegenerateCovarianceError } from '../errors.js'
import type { CovarianceStructure } from './covarianceStructure.js'

/** A diagonal covariance of its own for each component: variances [K, D]. */
export const diag: CovarianceStructure = {
  scatter: 'diagonal',
  storedLength: (components, columns) => components * columns,
  parameterCount: (components, columns) => components * columns,

  estimate({ components, columns, counts, scatters }) {
    const variances = new Float64Array(components * columns)
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < columns; i++) variances[k * columns + i] = scatters[k * columns + i]! / counts[k]!
    }
    return variances
  },

  regularize(covariances, addition, components, columns) {
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < columns; i++) covariances[k * columns + i]! += addition[i * columns + i]!
    }
  },

  factor(covariances, components, columns) {
    const factors = new Float64Array(components * columns)
    const logDeterminants = new Float64Array(components)
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < columns; i++) {
        const variance = covariances[k * columns + i]!
        if (!(variance > 0) || variance === Infinity) throw new DegenerateCovarianceError(k, variance, i)
        factors[k * columns + i] = 1 / Math.sqrt(variance)
        logDeterminants[k]! -= 0.5 * Math.log(variance)
      }
    }
    return { factors, logDeterminants }
  },

  expand(covariances, component, columns) {
    const covariance = new Float64Array(columns * columns)
    for (let i = 0; i < columns; i++) covariance[i * columns + i] = covariances[component * columns + i]!
    return covariance
  },
}
