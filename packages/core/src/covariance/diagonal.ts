import type { CovarianceStructure } from './covarianceStructure.js'
import { diagonalPerComponent, sharedDiagonal } from './layouts.js'
import { concatenateScaled, geometricMean, scatterDiagonals, weightedSum } from './scatterMatrices.js'
import { alternateVolumes } from './volumes.js'

/** Σ_k = λ A: the pooled variances, diag W / n. */
export const EEI: CovarianceStructure = {
  layout: sharedDiagonal,
  isBoundable: true,
  parameterCount: (_components, columns) => columns,
  estimate(moments) {
    const diagonals = scatterDiagonals(moments)
    return weightedSum(diagonals, new Float64Array(moments.components).fill(1 / moments.total))
  },
}

/** Σ_k = λ_k A, by alternating maximisation. */
export const VEI: CovarianceStructure = {
  layout: diagonalPerComponent,
  parameterCount: (components, columns) => components + columns - 1,
  estimate(moments) {
    const diagonals = scatterDiagonals(moments)
    const { volumes, shape } = alternateDiagonalVolumes(diagonals, moments.counts)
    return concatenateScaled(diagonals.map(() => shape), k => volumes[k])
  },
}

/** Σ_k = λ A_k with A_k = diag W_k / |diag W_k|^(1/D), λ = Σ_k |diag W_k|^(1/D) / n. */
export const EVI: CovarianceStructure = {
  layout: diagonalPerComponent,
  parameterCount: (components, columns) => 1 + components * (columns - 1),
  estimate(moments) {
    const diagonals = scatterDiagonals(moments)
    const sizes = diagonals.map(geometricMean)
    const volume = sizes.reduce((sum, size) => sum + size, 0) / moments.total
    return concatenateScaled(diagonals, k => volume / sizes[k])
  },
}

/** Σ_k = λ_k A_k: the variances of each component, diag W_k / n_k. */
export const VVI: CovarianceStructure = {
  layout: diagonalPerComponent,
  isBoundable: true,
  parameterCount: (components, columns) => components * columns,
  estimate: moments => concatenateScaled(scatterDiagonals(moments), k => 1 / moments.counts[k]),
}

/** Maximum-likelihood λ_k and A of Σ_k = λ_k A for diagonal scatters. */
export function alternateDiagonalVolumes(
  diagonals: readonly Float64Array[],
  counts: Float64Array,
): { readonly volumes: Float64Array; readonly shape: Float64Array } {
  const columns = diagonals[0].length
  return alternateVolumes(
    counts.map((count, k) => diagonals[k].reduce((sum, value) => sum + value, 0) / (count * columns)),
    volumes => {
      const sum = weightedSum(diagonals, volumes.map(volume => 1 / volume))
      const size = geometricMean(sum, 0)
      return sum.map(value => value / size)
    },
    (shape, k) => diagonals[k].reduce((sum, value, i) => sum + value / shape[i], 0) / (counts[k] * columns),
  )
}
