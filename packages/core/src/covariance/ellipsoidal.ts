import { choleskyInPlace, DegenerateCovarianceError, invertLowerTriangular } from '@mixtura/numerics'
import type { CovarianceStructure } from './covarianceStructure.js'
import { matrixPerComponent, sharedMatrix } from './layouts.js'
import { concatenateScaled, scatterMatrices, weightedSum } from './scatterMatrices.js'
import { alternateVolumes } from './volumes.js'

const triangle = (columns: number): number => (columns * (columns + 1)) / 2

/** Σ_k = λ D A Dᵀ: the pooled covariance, W / n. */
export const EEE: CovarianceStructure = {
  layout: sharedMatrix,
  isBoundable: true,
  parameterCount: (_components, columns) => triangle(columns),
  estimate: moments =>
    weightedSum(scatterMatrices(moments), new Float64Array(moments.components).fill(1 / moments.total)),
}

/** Σ_k = λ_k D_k A_k D_kᵀ: the covariance of each component, W_k / n_k. */
export const VVV: CovarianceStructure = {
  layout: matrixPerComponent,
  isBoundable: true,
  parameterCount: (components, columns) => components * triangle(columns),
  estimate: moments => concatenateScaled(scatterMatrices(moments), k => 1 / moments.counts[k]),
}

/** Σ_k = λ D_k A_k D_kᵀ: W_k / |W_k|^(1/D) times λ = Σ_k |W_k|^(1/D) / n. */
export const EVV: CovarianceStructure = {
  layout: matrixPerComponent,
  parameterCount: (components, columns) => 1 + components * (triangle(columns) - 1),
  estimate(moments) {
    const matrices = scatterMatrices(moments)
    const sizes = matrices.map((matrix, k) => determinantRoot(matrix, moments.columns, k))
    const volume = sizes.reduce((sum, size) => sum + size, 0) / moments.total
    return concatenateScaled(matrices, k => volume / sizes[k])
  },
}

/** Σ_k = λ_k C with C = D A Dᵀ of determinant 1, by alternating maximisation. */
export const VEE: CovarianceStructure = {
  layout: matrixPerComponent,
  parameterCount: (components, columns) => components - 1 + triangle(columns),
  estimate(moments) {
    const { columns, counts } = moments
    const matrices = scatterMatrices(moments)
    const { volumes, shape } = alternateVolumes(
      counts.map((count, k) => trace(matrices[k], columns) / (count * columns)),
      current => {
        const sum = weightedSum(matrices, current.map(volume => 1 / volume))
        const size = determinantRoot(sum, columns, 0)
        const matrix = sum.map(value => value / size)
        return { matrix, factor: precisionFactor(matrix, columns) }
      },
      ({ factor }, k) => traceUnder(matrices[k], factor, columns) / (counts[k] * columns),
    )
    return concatenateScaled(matrices.map(() => shape.matrix), k => volumes[k])
  },
}

/** |W|^(1/D) of a positive definite W. */
function determinantRoot(matrix: Float64Array, columns: number, component: number): number {
  const factor = lowerFactor(matrix, columns, component)
  let logDeterminant = 0
  for (let i = 0; i < columns; i++) logDeterminant += 2 * Math.log(factor[i * columns + i])
  return Math.exp(logDeterminant / columns)
}

/** P = L⁻¹ with C = L Lᵀ. */
function precisionFactor(matrix: Float64Array, columns: number): Float64Array {
  const inverse = new Float64Array(columns * columns)
  invertLowerTriangular(lowerFactor(matrix, columns, 0), inverse, columns)
  return inverse
}

function lowerFactor(matrix: Float64Array, columns: number, component: number): Float64Array {
  const factor = matrix.slice()
  const failed = choleskyInPlace(factor, columns)
  if (failed) throw new DegenerateCovarianceError(component, failed.pivot, failed.row)
  return factor
}

function trace(matrix: Float64Array, columns: number): number {
  let sum = 0
  for (let i = 0; i < columns; i++) sum += matrix[i * columns + i]
  return sum
}

/** tr(W C⁻¹) = tr(P W Pᵀ). */
function traceUnder(matrix: Float64Array, factor: Float64Array, columns: number): number {
  let sum = 0
  for (let row = 0; row < columns; row++) {
    for (let i = 0; i <= row; i++) {
      let product = 0
      for (let j = 0; j <= row; j++) product += matrix[i * columns + j] * factor[row * columns + j]
      sum += factor[row * columns + i] * product
    }
  }
  return sum
}
