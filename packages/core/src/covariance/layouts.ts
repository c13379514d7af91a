import { DegenerateCovarianceError } from '../errors.js'
import { choleskyInPlace, invertLowerTriangular } from '../linalg/cholesky.js'
import { diagonalMatrix } from '../matrix/diagonalMatrix.js'
import type { CovarianceLayout, PrecisionFactors } from './covarianceStructure.js'

/** [K, D, D] */
export const matrixPerComponent: CovarianceLayout = {
  scatter: 'full',
  shared: false,
  shape: (components, columns) => [components, columns, columns],
  factor: factorMatrices,
  expand: (covariances, component, columns) =>
    covariances.slice(component * columns * columns, (component + 1) * columns * columns),
}

/** [D, D] */
export const sharedMatrix: CovarianceLayout = {
  scatter: 'full',
  shared: true,
  shape: (_components, columns) => [columns, columns],
  factor: (covariances, components, columns) => repeat(factorMatrices(covariances, 1, columns), components),
  expand: covariances => covariances.slice(),
}

/** [K, D] variances */
export const diagonalPerComponent: CovarianceLayout = {
  scatter: 'diagonal',
  shared: false,
  shape: (components, columns) => [components, columns],
  factor: factorDiagonals,
  expand: (covariances, component, columns) =>
    diagonalMatrix(covariances.subarray(component * columns, (component + 1) * columns)),
}

/** [D] variances */
export const sharedDiagonal: CovarianceLayout = {
  scatter: 'diagonal',
  shared: true,
  shape: (_components, columns) => [columns],
  factor: (covariances, components, columns) => repeat(factorDiagonals(covariances, 1, columns), components),
  expand: covariances => diagonalMatrix(covariances),
}

/** [K] variances */
export const variancePerComponent: CovarianceLayout = {
  scatter: 'diagonal',
  shared: false,
  shape: components => [components],
  factor(covariances, components, columns) {
    const spread = new Float64Array(components * columns)
    for (let k = 0; k < components; k++) spread.fill(covariances[k], k * columns, (k + 1) * columns)
    return factorDiagonals(spread, components, columns)
  },
  expand: (covariances, component, columns) =>
    diagonalMatrix(new Float64Array(columns).fill(covariances[component])),
}

/** [1] variance */
export const sharedVariance: CovarianceLayout = {
  scatter: 'diagonal',
  shared: true,
  shape: () => [1],
  factor: (covariances, components, columns) =>
    repeat(factorDiagonals(new Float64Array(columns).fill(covariances[0]), 1, columns), components),
  expand: (covariances, _component, columns) => diagonalMatrix(new Float64Array(columns).fill(covariances[0])),
}

/** P = L⁻¹ with Σ = L Lᵀ for each of the [K, D, D] covariances. */
export function factorMatrices(covariances: Float64Array, components: number, columns: number): PrecisionFactors {
  const size = columns * columns
  const factors = new Float64Array(components * size)
  const logDeterminants = new Float64Array(components)
  for (let k = 0; k < components; k++) {
    const lower = covariances.slice(k * size, (k + 1) * size)
    const failed = choleskyInPlace(lower, columns)
    if (failed) throw new DegenerateCovarianceError(k, failed.pivot, failed.row)
    const factor = factors.subarray(k * size, (k + 1) * size)
    invertLowerTriangular(lower, factor, columns)
    for (let i = 0; i < columns; i++) logDeterminants[k] += Math.log(factor[i * columns + i])
  }
  return { factors, logDeterminants }
}

/** 1 / sd for each of the [K, D] variances. */
function factorDiagonals(variances: Float64Array, components: number, columns: number): PrecisionFactors {
  const factors = new Float64Array(components * columns)
  const logDeterminants = new Float64Array(components)
  for (let k = 0; k < components; k++) {
    for (let i = 0; i < columns; i++) {
      const variance = variances[k * columns + i]
      if (!(variance > 0) || variance === Infinity) throw new DegenerateCovarianceError(k, variance, i)
      factors[k * columns + i] = 1 / Math.sqrt(variance)
      logDeterminants[k] -= 0.5 * Math.log(variance)
    }
  }
  return { factors, logDeterminants }
}

/** The factors of one covariance, for K components that share it. */
function repeat({ factors, logDeterminants }: PrecisionFactors, components: number): PrecisionFactors {
  const repeated = new Float64Array(components * factors.length)
  for (let k = 0; k < components; k++) repeated.set(factors, k * factors.length)
  return { factors: repeated, logDeterminants: new Float64Array(components).fill(logDeterminants[0]) }
}
