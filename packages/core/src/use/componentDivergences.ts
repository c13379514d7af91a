import { type Matrix, solveLowerInPlace } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import { FarComponentsError } from '../model/farComponentsError.js'
import { logExcess } from './logExcess.js'
import { requireSameColumns } from './requireSameColumns.js'
import { factorColumns, firstIndices } from '../mixture/selectColumns.js'

/**
 * [Kp, Kq] KL(p_a ‖ q_b) of every component of p from every component of q, nats. With Σ_a = L_a L_aᵀ,
 * Σ_b = L_b L_bᵀ and the lower triangular M = L_b⁻¹ L_a,
 *
 *   KL = ½ (Σ_i (M_ii² - 1 - ln M_ii²) + Σ_{i>j} M_ij² + ‖L_b⁻¹ (μ_a - μ_b)‖²)
 *
 * This equals ½ (tr Σ_b⁻¹ Σ_a - D + ln det Σ_b / det Σ_a + …), but no term is negative, so nothing cancels and equal
 * Gaussians have exactly 0.
 *
 * @throws {ShapeError} if p and q differ in columns.
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 * @throws {FarComponentsError} if a divergence overflows float64.
 * @see Hershey & Olsen, Approximating the Kullback Leibler divergence between Gaussian mixture models (2007).
 */
export function componentDivergences(p: MixtureParameters, q: MixtureParameters): Matrix {
  requireSameColumns(p, q)
  const { columns } = p
  const factorsP = factorColumns(p, firstIndices(columns))
  const factorsQ = factorColumns(q, firstIndices(columns))
  const divergences = new Float64Array(p.components * q.components)
  const vector = new Float64Array(columns)
  for (let a = 0; a < p.components; a++) {
    for (let b = 0; b < q.components; b++) {
      const lower = { offset: b * columns * columns, size: columns, count: columns }
      for (let i = 0; i < columns; i++) vector[i] = p.means[a * columns + i] - q.means[b * columns + i]
      solveLowerInPlace(factorsQ, lower, vector)
      let twice = 0
      for (let i = 0; i < columns; i++) twice += vector[i] ** 2
      for (let j = 0; j < columns; j++) {
        for (let i = 0; i < columns; i++) vector[i] = factorsP[(a * columns + i) * columns + j]
        solveLowerInPlace(factorsQ, lower, vector)
        twice += logExcess((vector[j] - 1) * (vector[j] + 1))
        for (let i = j + 1; i < columns; i++) twice += vector[i] ** 2
      }
      if (!Number.isFinite(twice)) throw new FarComponentsError(`the divergence of component ${a} of p from component ${b} of q`)
      divergences[a * q.components + b] = 0.5 * twice
    }
  }
  return { data: divergences, rows: p.components, columns: q.components }
}
