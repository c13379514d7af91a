import { GaussianMixture } from '@mixtura/core'

/** Running sums, in float64, over any number of rows. The mixture of the rows follows from them. */
export interface FeatureStatistics {
  /**
   * @param features [B, D]
   * @param shares [B, K], rows sum to 1.
   */
  add(features: ArrayLike<number>, shares: ArrayLike<number>): void
  /** [D] variances over all rows added so far. */
  variances(): Float64Array
  /**
   * Mixture of all rows added so far, weighted by their shares. Components without rows are left out.
   *
   * @param regularization [D] added to the variances of every component.
   */
  mixture(regularization: ArrayLike<number>): GaussianMixture
}

/** A component with a soft count below this counts as empty. */
const emptyCount = 1e-10

/**
 * The sums are centred at the mean c of the first rows, so that nothing cancels if features lie far from zero:
 *
 *   N_k = Σ γ_nk,  s_k = Σ γ_nk (z_n - c),  S_k = Σ γ_nk (z_n - c)(z_n - c)ᵀ
 *   φ_k = N_k / N,  μ_k = c + s_k / N_k,  Σ_k = S_k / N_k - (μ_k - c)(μ_k - c)ᵀ + diag R
 */
export function featureStatistics(components: number, columns: number): FeatureStatistics {
  const counts = new Float64Array(components)
  const sums = new Float64Array(components * columns)
  const scatters = new Float64Array(components * columns * columns)
  const difference = new Float64Array(columns)
  let centre: Float64Array | undefined

  /** [D] sums over all components of the values that `at` reads. */
  function overall(at: (component: number, column: number) => number): Float64Array {
    return Float64Array.from({ length: columns }, (_, i) => {
      let sum = 0
      for (let k = 0; k < components; k++) sum += at(k, i)
      return sum
    })
  }

  return {
    add(features, shares) {
      const rows = features.length / columns
      centre ??= meansOf(features, columns)
      for (let n = 0; n < rows; n++) {
        for (let i = 0; i < columns; i++) difference[i] = features[n * columns + i] - centre[i]
        for (let k = 0; k < components; k++) {
          const share = shares[n * components + k]
          counts[k] += share
          for (let i = 0; i < columns; i++) {
            const weighted = share * difference[i]
            sums[k * columns + i] += weighted
            for (let j = 0; j <= i; j++) scatters[(k * columns + i) * columns + j] += weighted * difference[j]
          }
        }
      }
    },

    variances() {
      const total = counts.reduce((sum, count) => sum + count, 0)
      const means = overall((k, i) => sums[k * columns + i]).map(sum => sum / total)
      const squares = overall((k, i) => scatters[(k * columns + i) * columns + i])
      return squares.map((square, i) => Math.max(0, square / total - means[i] ** 2))
    },

    mixture(regularization) {
      const present = Array.from(counts.keys()).filter(k => counts[k] > emptyCount)
      const total = present.reduce((sum, k) => sum + counts[k], 0)
      const shiftOf = (k: number, i: number): number => sums[k * columns + i] / counts[k]
      return GaussianMixture.fromParameters({
        covarianceType: 'full',
        weights: present.map(k => counts[k] / total),
        means: present.map(k => Array.from(centre!, (value, i) => value + shiftOf(k, i))),
        covariances: present.map(k =>
          Array.from({ length: columns }, (_, i) =>
            Array.from({ length: columns }, (_, j) => {
              const scatter = scatters[(k * columns + Math.max(i, j)) * columns + Math.min(i, j)]
              return scatter / counts[k] - shiftOf(k, i) * shiftOf(k, j) + (i === j ? regularization[i] : 0)
            }),
          ),
        ),
      })
    },
  }
}

function meansOf(features: ArrayLike<number>, columns: number): Float64Array {
  const rows = features.length / columns
  const means = new Float64Array(columns)
  for (let i = 0; i < features.length; i++) means[i % columns] += features[i] / rows
  return means
}
