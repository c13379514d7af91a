import type { MixtureParameters } from '@mixtura/core'
import { varianceFloor } from './diagonalMixture.js'
import type { SetSummary } from './summarizeSet.js'

/**
 * Mixture from the responsibilities of K components for the cells, in data units and float64:
 *
 *   w_k = Σ_m r[k, m] w_m,  μ_k = Σ_m r[k, m] w_m μ_m / w_k,  Σ_k = Σ_m r[k, m] w_m (Σ_m + (μ_m - μ_k)(μ_m - μ_k)ᵀ) / w_k + 1e-4
 *
 * @param responsibilities [K, M], which sum to 1 over K.
 */
export function mergeCells(
  { frame, weights: cellWeights, means: cellMeans, covariances: cellCovariances }: SetSummary,
  responsibilities: Float32Array,
  { components, covarianceType }: { readonly components: number; readonly covarianceType: 'diag' | 'full' },
): MixtureParameters {
  const cells = cellWeights.length
  const columns = frame.factor.length
  const weights = new Float64Array(components)
  const means = new Float64Array(components * columns)
  const full = new Float64Array(components * columns * columns)
  const scale = frame.factor.map(factor => 1 / factor)
  for (let k = 0; k < components; k++) {
    // A component without cells gets the moments of the whole set.
    const shares = Float64Array.from(cellWeights, (weight, m) => weight * (responsibilities[k * cells + m] + smallestShare))
    weights[k] = shares.reduce((sum, share) => sum + share, 0)
    const mean = new Float64Array(columns)
    for (let m = 0; m < cells; m++) {
      for (let i = 0; i < columns; i++) mean[i] += (shares[m] / weights[k]) * cellMeans[m * columns + i]
    }
    for (let i = 0; i < columns; i++) {
      means[k * columns + i] = mean[i] * scale[i] + frame.offset[i]
      for (let j = 0; j < columns; j++) {
        let sum = i === j ? varianceFloor : 0
        for (let m = 0; m < cells; m++) {
          const spread = (cellMeans[m * columns + i] - mean[i]) * (cellMeans[m * columns + j] - mean[j])
          sum += (shares[m] / weights[k]) * (cellCovariances[(m * columns + i) * columns + j] + spread)
        }
        full[(k * columns + i) * columns + j] = sum * scale[i] * scale[j]
      }
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return {
    covarianceType,
    components,
    columns,
    weights: weights.map(weight => weight / total),
    means,
    covariances: covarianceType === 'full' ? full : diagonalsOf(full, columns),
  }
}

/** Keeps the weight of a component without cells above 0. */
const smallestShare = 1e-6

function diagonalsOf(full: Float64Array, columns: number): Float64Array {
  return Float64Array.from({ length: full.length / columns }, (_, at) => full[at * columns + (at % columns)])
}
