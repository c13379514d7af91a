import { choleskyInPlace, DegenerateCovarianceError, diagonalMatrix, diagonalOf, diagonalStep, invertLowerTriangular } from '@mixtura/numerics'
import type { CovarianceLayout, PrecisionFactors } from './covarianceStructure.js'

/** [K, D, D] */
export const matrixPerComponent: CovarianceLayout = {
  scatter: 'full',
  shared: false,
  shape: (components, columns) => [components, columns, columns],
  factor: factorMatrices,
  ...readMatrices(false),
}

/** [D, D] */
export const sharedMatrix: CovarianceLayout = {
  scatter: 'full',
  shared: true,
  shape: (_components, columns) => [columns, columns],
  factor: (covariances, components, columns) => repeat(factorMatrices(covariances, 1, columns), components),
  ...readMatrices(true),
}

/** [K, D] variances */
export const diagonalPerComponent: CovarianceLayout = {
  scatter: 'diagonal',
  shared: false,
  shape: (components, columns) => [components, columns],
  factor: factorDiagonals,
  ...readDiagonals((covariances, component, columns) => covariances.slice(component * columns, (component + 1) * columns)),
}

/** [D] variances */
export const sharedDiagonal: CovarianceLayout = {
  scatter: 'diagonal',
  shared: true,
  shape: (_components, columns) => [columns],
  factor: (covariances, components, columns) => repeat(factorDiagonals(covariances, 1, columns), components),
  ...readDiagonals(covariances => covariances.slice()),
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
  ...readDiagonals((covariances, component, columns) => new Float64Array(columns).fill(covariances[component])),
}

/** [1] variance */
export const sharedVariance: CovarianceLayout = {
  scatter: 'diagonal',
  shared: true,
  shape: () => [1],
  factor: (covariances, components, columns) =>
    repeat(factorDiagonals(new Float64Array(columns).fill(covariances[0]), 1, columns), components),
  ...readDiagonals((covariances, _component, columns) => new Float64Array(columns).fill(covariances[0])),
}

type Readers = Pick<CovarianceLayout, 'variances' | 'block' | 'exceeds'>

function readMatrices(shared: boolean): Readers {
  const matrixOf = (covariances: Float64Array, component: number, columns: number): Float64Array =>
    shared ? covariances : covariances.subarray(component * columns * columns, (component + 1) * columns * columns)
  return {
    variances: (covariances, component, columns) => diagonalOf(matrixOf(covariances, component, columns), columns),
    block(covariances, { component, columns, selected }) {
      const matrix = matrixOf(covariances, component, columns)
      const size = selected.length
      return Float64Array.from({ length: size * size }, (_, at) => matrix[selected[Math.floor(at / size)] * columns + selected[at % size]])
    },
    exceeds(covariances, { component, columns, bound }) {
      const remainder = matrixOf(covariances, component, columns).slice()
      if (bound.length === columns) for (let i = 0; i < columns; i++) remainder[i * columns + i] -= bound[i]
      else for (let at = 0; at < remainder.length; at++) remainder[at] -= bound[at]
      return choleskyInPlace(remainder, columns) === undefined
    },
  }
}

function readDiagonals(variancesOf: CovarianceLayout['variances']): Readers {
  return {
    variances: variancesOf,
    block(covariances, { component, columns, selected }) {
      const variances = variancesOf(covariances, component, columns)
      return diagonalMatrix(Float64Array.from(selected, column => variances[column]))
    },
    exceeds(covariances, { component, columns, bound }) {
      const step = diagonalStep(bound, columns)
      return variancesOf(covariances, component, columns).every((variance, i) => variance > bound[i * step])
    },
  }
}

/** [D, D] row-major covariance of one component, whatever the layout. */
export function expandCovariance(
  { block }: CovarianceLayout,
  covariances: Float64Array,
  { component, columns }: { readonly component: number; readonly columns: number },
): Float64Array {
  return block(covariances, { component, columns, selected: Array.from({ length: columns }, (_, i) => i) })
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
