import { DegenerateCovarianceError } from '../errors.js'
import { choleskyInPlace, invertLowerTriangular } from '../linalg/cholesky.js'
import type { CovarianceStructure, PrecisionFactors } from './covarianceStructure.js'

/** A covariance of its own for each component: [K, D, D]. Bishop 2006, eq. 9.25. */
export const full: CovarianceStructure = {
  scatter: 'full',
  storedLength: (components, columns) => components * columns * columns,
  parameterCount: (components, columns) => (components * columns * (columns + 1)) / 2,

  estimate({ components, columns, counts, scatters }) {
    const covariances = new Float64Array(components * columns * columns)
    for (let k = 0; k < components; k++) {
      const offset = k * columns * columns
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j <= i; j++) {
          const covariance = scatters[offset + i * columns + j]! / counts[k]!
          covariances[offset + i * columns + j] = covariance
          covariances[offset + j * columns + i] = covariance
        }
      }
    }
    return covariances
  },

  regularize(covariances, addition, components, columns) {
    const size = columns * columns
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < size; i++) covariances[k * size + i]! += addition[i]!
    }
  },

  factor: factorEach,

  expand: (covariances, component, columns) =>
    covariances.slice(component * columns * columns, (component + 1) * columns * columns),
}

/** P = L⁻¹ with Σ = L Lᵀ for each of the [K, D, D] covariances. */
export function factorEach(covariances: Float64Array, components: number, columns: number): PrecisionFactors {
  const size = columns * columns
  const factors = new Float64Array(components * size)
  const logDeterminants = new Float64Array(components)
  for (let k = 0; k < components; k++) {
    const lower = covariances.slice(k * size, (k + 1) * size)
    const failed = choleskyInPlace(lower, columns)
    if (failed) throw new DegenerateCovarianceError(k, failed.pivot, failed.row)
    const factor = factors.subarray(k * size, (k + 1) * size)
    invertLowerTriangular(lower, factor, columns)
    let logDeterminant = 0
    for (let i = 0; i < columns; i++) logDeterminant += Math.log(factor[i * columns + i]!)
    logDeterminants[k] = logDeterminant
  }
  return { factors, logDeterminants }
}
