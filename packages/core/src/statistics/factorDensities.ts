import { factorRegression } from '../covariance/factorRegression.js'
import { factorModelOf } from '../covariance/storedFactors.js'
import { DegenerateCovarianceError } from '../errors.js'
import { blockRows, type Workspace } from '../kernels/workspace.js'

/** Factor analysers as densities read them. */
export interface PreparedFactors {
  /** [K, D, q] Λ_k */
  readonly loadings: Float64Array
  /** [K, D, q] the transpose of (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹ */
  readonly regressions: Float64Array
  /** [K, D] ψ^(-1/2) */
  readonly inverseDeviations: Float64Array
  /** [K] -½ ln |Σ_k| */
  readonly logDeterminants: Float64Array
}

/**
 * @param covariances [K, D, q + 1]
 * @throws {DegenerateCovarianceError} if a noise variance is not positive.
 */
export function prepareFactors(
  covariances: Float64Array,
  { components, columns, factors }: { readonly components: number; readonly columns: number; readonly factors: number },
): PreparedFactors {
  const loadings = new Float64Array(components * columns * factors)
  const regressions = new Float64Array(components * columns * factors)
  const inverseDeviations = new Float64Array(components * columns)
  const logDeterminants = new Float64Array(components)
  for (let k = 0; k < components; k++) {
    const model = factorModelOf(covariances, { component: k, columns, factors })
    const singular = model.noiseVariances.findIndex(variance => !(variance > 0 && variance < Infinity))
    if (singular >= 0) throw new DegenerateCovarianceError(k, model.noiseVariances[singular], singular)
    const { regression, logDeterminant } = factorRegression(model)
    loadings.set(model.loadings, k * columns * factors)
    for (let i = 0; i < columns; i++) {
      for (let l = 0; l < factors; l++) regressions[(k * columns + i) * factors + l] = regression[l * columns + i]
      inverseDeviations[k * columns + i] = 1 / Math.sqrt(model.noiseVariances[i])
    }
    logDeterminants[k] = -0.5 * logDeterminant
  }
  return { loadings, regressions, inverseDeviations, logDeterminants }
}

/**
 * (x - μ_k)ᵀ Σ_k⁻¹ (x - μ_k) by O(D q): with the expected factors z of the row it is
 *
 *   ‖Ψ^(-1/2) (x - μ - Λ z)‖² + ‖z‖²
 *
 * as z minimises this (Woodbury's identity, as a sum of positive terms: a tiny ψ loses nothing by cancellation).
 *
 * @param row.centred [D] x - μ_k.
 * @param row.scores [q] overwritten with z.
 */
function squaredFactorDistance(
  { loadings, regressions, inverseDeviations }: PreparedFactors,
  k: number,
  { centred, scores }: { readonly centred: Float64Array; readonly scores: Float64Array },
): number {
  const columns = centred.length
  const factors = scores.length
  const origin = k * columns * factors
  scores.fill(0)
  for (let i = 0, at = origin; i < columns; i++) {
    const value = centred[i]
    for (let l = 0; l < factors; l++) scores[l] += value * regressions[at++]
  }
  let distance = 0
  for (let i = 0, at = origin; i < columns; i++) {
    let rest = centred[i]
    for (let l = 0; l < factors; l++) rest -= scores[l] * loadings[at++]
    rest *= inverseDeviations[k * columns + i]
    distance += rest * rest
  }
  for (let l = 0; l < factors; l++) distance += scores[l] * scores[l]
  return distance
}

/** What the density kernels write, for factor analysers in place of diagonals: joint and best, of every component. */
export function factorLogDensities(
  { columns, components, rows, order, means, logNormalizers, joint, best }: Workspace,
  count: number,
  factors: PreparedFactors,
): void {
  const centred = new Float64Array(columns)
  const scores = new Float64Array(factors.loadings.length / factors.inverseDeviations.length)
  const vectors = { centred, scores }
  best.fill(-Infinity)
  for (let position = 0; position < count; position++) {
    const row = order[position] * columns
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < columns; i++) centred[i] = rows[row + i] - means[k * columns + i]
      const logDensity = logNormalizers[k] - 0.5 * squaredFactorDistance(factors, k, vectors)
      joint[k * blockRows + position] = logDensity
      if (logDensity > best[position]) best[position] = logDensity
    }
  }
}
