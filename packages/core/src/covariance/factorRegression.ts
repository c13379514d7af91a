import { choleskyInPlace, inverseFromFactor } from '@mixtura/numerics'
import { addRow, rowProduct, scaleColumns } from './rowVectors.js'
import type { FactorRows } from './storedFactors.js'

/** The regression of the factors on a row, and the determinant of Σ: densities need these besides the model. */
export interface FactorRegression {
  /** [q, D] (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹: E[z | x] is its product with x - μ. */
  readonly regression: Float64Array
  /** ln |Σ| = ln |Ψ| + ln |I + Λᵀ Ψ⁻¹ Λ| (Sylvester). */
  readonly logDeterminant: number
}

/** O(D q²). The inverse is accurate, because the eigenvalues of I + Λᵀ Ψ⁻¹ Λ are at least 1. */
export function factorRegression({ loadings, noiseVariances }: FactorRows): FactorRegression {
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  const precisions = new Float64Array(columns)
  let logDeterminant = 0
  for (let i = 0; i < columns; i++) {
    precisions[i] = 1 / noiseVariances[i]
    logDeterminant += Math.log(noiseVariances[i])
  }
  const scaled = loadings.slice()
  scaleColumns(scaled, precisions)
  const lower = new Float64Array(factors * factors)
  for (let l = 0; l < factors; l++) {
    for (let m = 0; m <= l; m++) {
      lower[l * factors + m] = (l === m ? 1 : 0) + rowProduct(scaled, l * columns, loadings, m * columns, columns)
    }
  }
  choleskyInPlace(lower, factors)
  for (let l = 0; l < factors; l++) logDeterminant += 2 * Math.log(lower[l * factors + l])
  const inverse = inverseFromFactor(lower, factors)
  const regression = new Float64Array(factors * columns)
  for (let l = 0; l < factors; l++) {
    for (let m = 0; m < factors; m++) addRow(regression, l * columns, inverse[l * factors + m], scaled, m * columns, columns)
  }
  return { regression, logDeterminant }
}
