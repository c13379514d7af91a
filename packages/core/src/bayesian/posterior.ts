import type { BayesianCovarianceType } from './precisionFamily.js'

/** Prior of the weights: a finite Dirichlet distribution, or a Dirichlet process of K sticks. */
export type WeightPrior = 'dirichlet' | 'dirichlet-process'

export const weightPriors: readonly WeightPrior[] = ['dirichlet-process', 'dirichlet']

/**
 * q(π): Dirichlet(α), or sticks v_k ~ Beta(a_k, b_k) with π_k = v_k Π_{j<k} (1 - v_j).
 * All sticks are random, also the K-th. The weight that they leave belongs to components without rows.
 */
export type WeightPosterior =
  | { readonly prior: 'dirichlet'; /** [K] α */ readonly concentrations: Float64Array }
  | { readonly prior: 'dirichlet-process'; /** [K] */ readonly a: Float64Array; /** [K] */ readonly b: Float64Array }

/**
 * A Normal-Wishart prior of every component, and the prior of the weights:
 *
 *   Λ_k ~ Wishart(ν₀, C₀⁻¹),  μ_k | Λ_k ~ N(m₀, (β₀ Λ_k)⁻¹)
 *
 * 'tied' has one Λ. 'diag' has independent λ_ki ~ Gamma(ν₀ / 2, C₀_i / 2), a Wishart of order 1 per column; 'spherical'
 * has λ_k ~ Gamma(ν₀ D / 2, C₀ D / 2). In each, ν₀ is the number of rows that the prior of the precisions counts for, and
 * C₀ / ν₀ is their covariance.
 *
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 10.39 and 10.40 (there W₀ = C₀⁻¹).
 */
export interface NormalWishartPrior {
  readonly covarianceType: BayesianCovarianceType
  readonly weights: WeightPrior
  /** α₀ of each weight, or γ of the Dirichlet process. */
  readonly weightConcentration: number
  /** β₀, the number of rows that the prior mean counts for. */
  readonly meanPrecision: number
  /** [D] m₀, data units. */
  readonly mean: Float64Array
  /** ν₀ */
  readonly degreesOfFreedom: number
  /** C₀ = W₀⁻¹ of one component, data units squared: [D, D] for full and tied, [D] for diag, [1] for spherical. */
  readonly covariance: Float64Array
}

/** q(π) Π_k q(μ_k, Λ_k), of the same families as the prior. Components are in order of descending expected weight. */
export interface MixturePosterior {
  readonly covarianceType: BayesianCovarianceType
  /** K */
  readonly components: number
  /** D */
  readonly columns: number
  readonly weights: WeightPosterior
  /** [K] β_k */
  readonly meanPrecisions: Float64Array
  /** [K, D] m_k, data units. */
  readonly means: Float64Array
  /** [K] ν_k, or [1] if tied. */
  readonly degreesOfFreedom: Float64Array
  /** C_k = W_k⁻¹, the inverses of the Wishart scales: full [K, D, D], tied [D, D], diag [K, D], spherical [K]; data units squared. */
  readonly inverseScales: Float64Array
}
