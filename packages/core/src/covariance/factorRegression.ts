import { choleskyInPlace, inverseFromFactor } from '@mixtura/numerics'
import { addCombinations, inverseRoots, productsOfRows, scaleColumns, sumOfLogarithms } from './rowVectors.js'
import type { FactorRows } from './storedFactors.js'

/** The regression of the factors on a row, and the determinant of Σ: densities need these besides the model. */
export interface FactorRegression {
  /** [q, D] (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹: E[z | x] is its product with x - μ. */
  readonly regression: Float64Array
  /** ln |Σ| = ln |Ψ| + ln |I + Λᵀ Ψ⁻¹ Λ| (Sylvester). */
  readonly logDeterminant: number
}

/**
 * O(D q²). The inverse is accurate, because the eigenvalues of I + Λᵀ Ψ⁻¹ Λ are at least 1.
 *
 * @param inverseDeviations [D] ψ^(-1/2), where they are known.
 */
export function factorRegression({ loadings, noiseVariances }: FactorRows, inverseDeviations = inverseRoots(noiseVariances)): FactorRegression {
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  let logDeterminant = sumOfLogarithms(noiseVariances)
  const scaled = loadings.slice()
  scaleColumns(scaled, inverseDeviations)
  scaleColumns(scaled, inverseDeviations)
  const lower = productsOfRows(scaled, loadings, columns)
  for (let l = 0; l < factors; l++) lower[l * factors + l] += 1
  choleskyInPlace(lower, factors)
  for (let l = 0; l < factors; l++) logDeterminant += 2 * Math.log(lower[l * factors + l])
  const regression = new Float64Array(factors * columns)
  addCombinations(regression, inverseFromFactor(lower, factors), scaled, columns)
  return { regression, logDeterminant }
}
