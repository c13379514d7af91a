import { choleskyInPlace, invertLowerTriangular } from '@mixtura/numerics'
import type { FactorModel } from './factorModel.js'

/** The regression of the factors on a row, and the determinant of Σ: densities need these besides the model. */
export interface FactorRegression {
  /** [q, D] (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹: E[z | x] is its product with x - μ. */
  readonly regression: Float64Array
  /** ln |Σ| = ln |Ψ| + ln |I + Λᵀ Ψ⁻¹ Λ| (Sylvester). */
  readonly logDeterminant: number
}

/** O(D q²). The inverse is accurate, because the eigenvalues of I + Λᵀ Ψ⁻¹ Λ are at least 1. */
export function factorRegression({ loadings, noiseVariances }: FactorModel): FactorRegression {
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  const lower = new Float64Array(factors * factors)
  for (let l = 0; l < factors; l++) lower[l * factors + l] = 1
  for (let i = 0; i < columns; i++) {
    for (let l = 0; l < factors; l++) {
      const scaled = loadings[i * factors + l] / noiseVariances[i]
      for (let m = 0; m <= l; m++) lower[l * factors + m] += scaled * loadings[i * factors + m]
    }
  }
  choleskyInPlace(lower, factors)
  let logDeterminant = noiseVariances.reduce((sum, variance) => sum + Math.log(variance), 0)
  for (let l = 0; l < factors; l++) logDeterminant += 2 * Math.log(lower[l * factors + l])
  const inverse = new Float64Array(factors * factors)
  invertLowerTriangular(lower, inverse, factors)
  const regression = new Float64Array(factors * columns)
  const projected = new Float64Array(factors)
  for (let i = 0; i < columns; i++) {
    // Pᵀ (P λ) with λ the loadings of column i.
    for (let l = 0; l < factors; l++) {
      projected[l] = 0
      for (let m = 0; m <= l; m++) projected[l] += inverse[l * factors + m] * loadings[i * factors + m]
    }
    for (let l = 0; l < factors; l++) {
      for (let m = l; m < factors; m++) regression[l * columns + i] += (inverse[m * factors + l] * projected[m]) / noiseVariances[i]
    }
  }
  return { regression, logDeterminant }
}
