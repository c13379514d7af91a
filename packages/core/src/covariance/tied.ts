import type { CovarianceStructure } from './covarianceStructure.js'
import { factorEach } from './full.js'

/** One covariance shared by all components: [D, D], the pooled within-component covariance. */
export const tied: CovarianceStructure = {
  scatter: 'full',
  storedLength: (_components, columns) => columns * columns,
  parameterCount: (_components, columns) => (columns * (columns + 1)) / 2,

  estimate({ components, columns, scatters, total }) {
    const covariance = new Float64Array(columns * columns)
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0
        for (let k = 0; k < components; k++) sum += scatters[(k * columns + i) * columns + j]!
        covariance[i * columns + j] = sum / total
        covariance[j * columns + i] = sum / total
      }
    }
    return covariance
  },

  regularize(covariances, addition) {
    for (let i = 0; i < covariances.length; i++) covariances[i]! += addition[i]!
  },

  factor(covariances, components, columns) {
    const shared = factorEach(covariances, 1, columns)
    const factors = new Float64Array(components * columns * columns)
    for (let k = 0; k < components; k++) factors.set(shared.factors, k * columns * columns)
    return { factors, logDeterminants: new Float64Array(components).fill(shared.logDeterminants[0]!) }
  },

  expand: covariances => covariances.slice(),
}
