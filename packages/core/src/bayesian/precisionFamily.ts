import { digamma, logGamma, logMultivariateGamma, multivariateDigamma } from '@mixtura/numerics'
import type { NamedCovarianceType } from '../covariance/covarianceStructure.js'

/**
 * Distribution of a precision of D columns with ν degrees of freedom and inverse scale C: a Wishart distribution of order D
 * (full, tied), D gamma variates of shape h = ν / 2 (diag), or one gamma variate of shape h = ν D / 2 for all columns (spherical).
 * All three satisfy
 *
 *   KL(q ‖ p) = ν₀/2 ln(|C| / |C₀|) + G(ν₀) - G(ν) + (ν - ν₀)/2 ψ(ν) - ν D/2 + ½ tr(C₀ E Λ),   E Λ = ν C⁻¹
 *   E ln |Λ| - ln |E Λ| = ψ(ν) - D ln h(ν)
 *
 * with their own G, ψ and h.
 *
 * @see Bishop (2006), eq. B.78 to B.82, for the Wishart distribution.
 */
export interface PrecisionFamily {
  /** The prior is proper for degrees of freedom above this. */
  above(columns: number): number
  /** G: ln Γ_D(ν/2), D ln Γ(ν/2), or ln Γ(ν D/2). */
  logGamma(degreesOfFreedom: number, columns: number): number
  /** ψ: Σ_i ψ((ν - i)/2) over i < D, D ψ(ν/2), or D ψ(ν D/2). */
  digamma(degreesOfFreedom: number, columns: number): number
  /** h */
  half(degreesOfFreedom: number, columns: number): number
}

const wishart: PrecisionFamily = {
  above: columns => columns - 1,
  logGamma: (nu, columns) => logMultivariateGamma(nu / 2, columns),
  digamma: (nu, columns) => multivariateDigamma(nu / 2, columns),
  half: nu => nu / 2,
}

const gammaPerColumn: PrecisionFamily = {
  above: () => 0,
  logGamma: (nu, columns) => columns * logGamma(nu / 2),
  digamma: (nu, columns) => columns * digamma(nu / 2),
  half: nu => nu / 2,
}

const oneGamma: PrecisionFamily = {
  above: () => 0,
  logGamma: (nu, columns) => logGamma((nu * columns) / 2),
  digamma: (nu, columns) => columns * digamma((nu * columns) / 2),
  half: (nu, columns) => (nu * columns) / 2,
}

const families = {
  full: wishart,
  tied: wishart,
  diag: gammaPerColumn,
  spherical: oneGamma,
} as const satisfies Partial<Record<NamedCovarianceType, PrecisionFamily>>

/** The structures that have a conjugate prior of precisions here, by scikit-learn's names. */
export type BayesianCovarianceType = keyof typeof families

export const bayesianCovarianceTypes = Object.keys(families) as readonly BayesianCovarianceType[]

export function precisionFamily(type: BayesianCovarianceType): PrecisionFamily {
  return families[type]
}

/** ½ (E ln |Λ| - ln |E Λ|), nats. It is negative, does not depend on the scale, and tends to 0 as ν grows. */
export function logDeterminantGap(type: BayesianCovarianceType, degreesOfFreedom: number, columns: number): number {
  const family = families[type]
  return 0.5 * (family.digamma(degreesOfFreedom, columns) - columns * Math.log(family.half(degreesOfFreedom, columns)))
}
