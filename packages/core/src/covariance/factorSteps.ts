import { diagonalOf } from '@mixtura/numerics'
import type { CentredMoments } from './covarianceStructure.js'
import { maximizeFactors } from './factorAnalysis.js'
import { scatterMatrix } from './scatterMatrices.js'
import { factorRowsOf, packFactorRows, packFactors } from './storedFactors.js'
import { searchFactors } from './wideFactors.js'

export { wideFactors } from './wideFactors.js'

/**
 * The M-step of factor analysers from whole scatters.
 *
 * @param options.isWide whether there are so many columns that the search goes along few directions.
 * @param options.previous covariances of the last iterate, [K, D, q + 1], from which the search continues.
 * @returns [K, D, q + 1]
 */
export function estimateFactors(
  moments: CentredMoments,
  { factors, isWide, previous }: { readonly factors: number; readonly isWide: boolean; readonly previous: Float64Array | undefined },
): Float64Array {
  const { components, columns, counts, regularization } = moments
  const stored = new Float64Array(components * columns * (factors + 1))
  const continues = previous?.length === stored.length
  const floor = regularization && diagonalOf(regularization, columns)
  for (let k = 0; k < components; k++) {
    const covariance = scatterMatrix(moments, k).map(value => value / counts[k])
    const start = continues ? factorRowsOf(previous, { component: k, columns, factors }) : undefined
    const own = isWide
      ? packFactorRows(searchFactors(covariance, columns, { factors, component: k, start, floor }))
      : packFactors(maximizeFactors(covariance, columns, { factors, component: k, start: start?.noiseVariances, floor }))
    stored.set(own, k * columns * (factors + 1))
  }
  return stored
}
