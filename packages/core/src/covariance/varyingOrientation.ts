import { symmetricEigen, type SymmetricEigen } from '@mixtura/numerics'
import type { CentredMoments, CovarianceStructure } from './covarianceStructure.js'
import { alternateDiagonalVolumes } from './diagonal.js'
import { matrixPerComponent } from './layouts.js'
import { scatterMatrices, weightedSum } from './scatterMatrices.js'

const triangle = (columns: number): number => (columns * (columns + 1)) / 2

/** Σ_k = λ D_k A D_kᵀ: with W_k = D_k Ω_k D_kᵀ, Ω_k descending, λ A = Σ_k Ω_k / n. */
export const EEV: CovarianceStructure = {
  layout: matrixPerComponent,
  parameterCount: (components, columns) => components * triangle(columns) - (components - 1) * columns,
  estimate(moments) {
    const eigens = decompose(moments)
    const pooled = weightedSum(
      eigens.map(({ values }) => values),
      new Float64Array(moments.components).fill(1 / moments.total),
    )
    return compose(eigens, moments.columns, () => pooled)
  },
}

/** Σ_k = λ_k D_k A D_kᵀ: VEI for the eigenvalues Ω_k. */
export const VEV: CovarianceStructure = {
  layout: matrixPerComponent,
  parameterCount: (components, columns) => components * triangle(columns) - (components - 1) * (columns - 1),
  estimate(moments) {
    const eigens = decompose(moments)
    const { volumes, shape } = alternateDiagonalVolumes(eigens.map(({ values }) => values), moments.counts)
    return compose(eigens, moments.columns, k => shape.map(value => volumes[k] * value))
  },
}

function decompose(moments: CentredMoments): readonly SymmetricEigen[] {
  return scatterMatrices(moments).map(matrix => symmetricEigen(matrix, moments.columns))
}

/** [K, D, D] of D_k diag(values) D_kᵀ. */
function compose(
  eigens: readonly SymmetricEigen[],
  columns: number,
  valuesOf: (component: number) => Float64Array,
): Float64Array {
  const covariances = new Float64Array(eigens.length * columns * columns)
  eigens.forEach(({ vectors }, k) => {
    covariances.set(fromEigen(vectors, valuesOf(k), columns), k * columns * columns)
  })
  return covariances
}

/** V diag(values) Vᵀ, symmetric to the last bit. */
export function fromEigen(vectors: Float64Array, values: Float64Array, columns: number): Float64Array {
  const matrix = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let l = 0; l < columns; l++) sum += vectors[i * columns + l] * values[l] * vectors[j * columns + l]
      matrix[i * columns + j] = sum
      matrix[j * columns + i] = sum
    }
  }
  return matrix
}
