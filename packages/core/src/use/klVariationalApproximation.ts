import { logSumExp } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import { componentDivergences } from './componentDivergences.js'

/**
 * Variational approximation of KL(p ‖ q), nats; deterministic:
 *
 *   Σ_a π_a ln (Σ_a' π_a' exp -KL(p_a ‖ p_a')  /  Σ_b ω_b exp -KL(p_a ‖ q_b))
 *
 * It is 0 if q = p and exact if p and q have one component each. It is not a bound and may be negative.
 * O((K_p² + K_p K_q) D³).
 *
 * @throws {ShapeError} if p and q differ in columns.
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 * @see Hershey & Olsen, Approximating the Kullback Leibler divergence between Gaussian mixture models (2007).
 */
export function klVariationalApproximation(p: MixtureParameters, q: MixtureParameters): number {
  const toQ = logAffinities(p, q)
  const toP = logAffinities(p, p)
  return p.weights.reduce((sum, weight, a) => sum + weight * (toP[a] - toQ[a]), 0)
}

/** [Kp] ln Σ_b ω_b exp -KL(p_a ‖ q_b). */
function logAffinities(p: MixtureParameters, q: MixtureParameters): readonly number[] {
  const { data, rows, columns } = componentDivergences(p, q)
  return Array.from({ length: rows }, (_, a) =>
    logSumExp(q.weights.map((weight, b) => Math.log(weight) - data[a * columns + b])),
  )
}
