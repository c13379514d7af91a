import { leadingEigen } from '@mixtura/numerics'

/**
 * Maximum-likelihood Λ of Σ = Λ Λᵀ + Ψ for a covariance S and a given Ψ:
 *
 *   Λ = Ψ^(1/2) U (Θ - I)^(1/2)
 *
 * Θ holds the q largest eigenvalues of Ψ^(-1/2) S Ψ^(-1/2), where values below 1 are replaced by 1, and U their
 * eigenvectors. This choice of Λ among all rotations of the factors makes Λᵀ Ψ⁻¹ Λ diagonal and descending.
 *
 * @param covariance [D, D] S, symmetric.
 * @param noiseVariances [D] the diagonal of Ψ, positive.
 * @returns [D, q] row-major.
 * @see Lawley & Maxwell, Factor Analysis as a Statistical Method (1971), ch. 4; Bartholomew, Knott & Moustaki, Latent
 *   Variable Models and Factor Analysis (2011), ch. 3.
 */
export function bestLoadings(covariance: Float64Array, noiseVariances: Float64Array, factors: number): Float64Array {
  const columns = noiseVariances.length
  const deviations = noiseVariances.map(Math.sqrt)
  const scaled = covariance.map((value, at) => value / (deviations[Math.floor(at / columns)] * deviations[at % columns]))
  const { values, vectors } = leadingEigen(scaled, columns, factors)
  const loadings = new Float64Array(columns * factors)
  for (let l = 0; l < factors; l++) {
    const length = Math.sqrt(Math.max(values[l] - 1, 0))
    for (let i = 0; i < columns; i++) loadings[i * factors + l] = deviations[i] * length * vectors[i * factors + l]
  }
  return loadings
}

/**
 * Maximises the likelihood over each noise variance in turn, given Λ and the others. With B = Σ⁻¹ and C = Σ⁻¹ S Σ⁻¹,
 * adding ω to ψ_i changes the deviance by
 *
 *   ln(1 + ω b_ii) - ω c_ii / (1 + ω b_ii).
 *
 * This falls up to ω = (c_ii - b_ii) / b_ii² and rises beyond it. If ψ_i would fall below its floor, the floor is optimal.
 * B and C are updated after each ψ_i: Σ changes by a matrix of rank one, and so does B (Sherman & Morrison).
 *
 * @param covariance [D, D] S, symmetric.
 * @returns [D] the new ψ.
 * @see Zhao, Yu & Jiang, ML estimation for factor analysis: EM or non-EM? (2008), the CM algorithm.
 */
export function bestNoise(
  covariance: Float64Array,
  { noiseVariances, precision, floor }: {
    /** [D] ψ before the update. */
    readonly noiseVariances: Float64Array
    /** [D, D] Σ⁻¹ */
    readonly precision: Float64Array
    /** [D] */
    readonly floor: Float64Array
  },
): Float64Array {
  const columns = noiseVariances.length
  const b = precision.slice()
  const c = multiply(multiply(b, covariance, columns), b, columns)
  const best = noiseVariances.slice()
  const columnOfB = new Float64Array(columns)
  const columnOfC = new Float64Array(columns)
  for (let i = 0; i < columns; i++) {
    const own = b[i * columns + i]
    const spread = c[i * columns + i]
    best[i] = Math.max(noiseVariances[i] + (spread - own) / own ** 2, floor[i])
    const change = best[i] - noiseVariances[i]
    // (Σ + ω e eᵀ)⁻¹ = B - τ b bᵀ with b = B e and τ = ω / (1 + ω b_ii), and C becomes (I - τ b eᵀ) C (I - τ e bᵀ). Only the
    // lower triangle of the later columns is updated, because the later steps read nothing else.
    const tau = change / (1 + change * own)
    for (let j = i + 1; j < columns; j++) {
      columnOfB[j] = b[j * columns + i]
      columnOfC[j] = c[j * columns + i]
    }
    for (let j = i + 1; j < columns; j++) {
      const ownB = tau * columnOfB[j]
      const ownC = tau * (columnOfC[j] - spread * ownB)
      for (let k = i + 1; k <= j; k++) {
        c[j * columns + k] -= ownB * columnOfC[k] + ownC * columnOfB[k]
        b[j * columns + k] -= ownB * columnOfB[k]
      }
    }
  }
  return best
}

function multiply(a: Float64Array, b: Float64Array, columns: number): Float64Array {
  const product = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let k = 0; k < columns; k++) {
      const factor = a[i * columns + k]
      for (let j = 0; j < columns; j++) product[i * columns + j] += factor * b[k * columns + j]
    }
  }
  return product
}
