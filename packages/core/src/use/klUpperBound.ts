import { logSumExp } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import { componentDivergences } from './componentDivergences.js'

/** Every step gives a valid bound; stopping early only makes it less tight. */
const maxSteps = 2000
/** The iteration has converged if a step gains less, relative to 1 + the bound in nats. */
const tolerance = 1e-13

/**
 * Variational upper bound of KL(p ‖ q), nats. Split each weight π_a of p into φ_ab over the components of q, and each weight
 * ω_b of q into ψ_ab over those of p. Then, by the chain rule,
 *
 *   KL(p ‖ q) <= Σ_ab φ_ab (ln φ_ab / ψ_ab + KL(p_a ‖ q_b)),   Σ_b φ_ab = π_a,   Σ_a ψ_ab = ω_b
 *
 * Minimising over φ and ψ in turn converges to the smallest bound, because the bound is convex in both:
 *
 *   φ_ab = π_a ψ_ab e^-KL_ab / Σ_b' ψ_ab' e^-KL_ab',   ψ_ab = ω_b φ_ab / Σ_a' φ_a'b
 *
 * It is exact if p and q have one component each, and 0 up to rounding for q = p. All computations are in log space.
 *
 * @throws {ShapeError} if p and q differ in columns.
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 * @see Hershey & Olsen, Approximating the Kullback Leibler divergence between Gaussian mixture models (2007).
 */
export function klUpperBound(p: MixtureParameters, q: MixtureParameters): number {
  const { data: divergences, rows, columns } = componentDivergences(p, q)
  const logPi = p.weights.map(Math.log)
  const logOmega = q.weights.map(Math.log)
  const logPsi = divergences.map((_, ab) => logPi[Math.floor(ab / columns)] + logOmega[ab % columns])
  const logPhi = new Float64Array(rows * columns)
  const column = new Float64Array(rows)
  let bound = Infinity
  for (let step = 0; step < maxSteps; step++) {
    let next = 0
    for (let a = 0; a < rows; a++) {
      const row = logPhi.subarray(a * columns, (a + 1) * columns)
      for (let b = 0; b < columns; b++) row[b] = logPsi[a * columns + b] - divergences[a * columns + b]
      const logSum = logSumExp(row)
      for (let b = 0; b < columns; b++) row[b] += logPi[a] - logSum
      next += p.weights[a] * (logPi[a] - logSum) // the bound with these φ, after ln φ cancels
    }
    if (bound - next <= tolerance * (1 + Math.abs(next))) return Math.max(0, Math.min(bound, next))
    bound = next
    for (let b = 0; b < columns; b++) {
      for (let a = 0; a < rows; a++) column[a] = logPhi[a * columns + b]
      const logSum = logSumExp(column)
      for (let a = 0; a < rows; a++) logPsi[a * columns + b] = column[a] + logOmega[b] - logSum
    }
  }
  return Math.max(0, bound)
}
