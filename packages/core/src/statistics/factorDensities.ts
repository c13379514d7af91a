import { DegenerateCovarianceError } from '@mixtura/numerics'
import { factorRegression } from '../covariance/factorRegression.js'
import { factorModelOf } from '../covariance/storedFactors.js'
import { blockRows, type Workspace } from '../kernels/workspace.js'
import { fourRowProducts, rowsAtOnce, vectorsAtOnce } from './fourRowProducts.js'

/** Factor analysers in the form that densities need. */
export interface PreparedFactors {
  /** [K, q, D] Λ_kᵀ, padded with a factor of zeros if q is odd, because two factors are processed at once. */
  readonly loadings: Float64Array
  /** [K, q, D] (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹, padded likewise. */
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
  const padded = vectorsAtOnce * Math.ceil(factors / vectorsAtOnce)
  const loadings = new Float64Array(components * padded * columns)
  const regressions = new Float64Array(components * padded * columns)
  const inverseDeviations = new Float64Array(components * columns)
  const logDeterminants = new Float64Array(components)
  for (let k = 0; k < components; k++) {
    const model = factorModelOf(covariances, { component: k, columns, factors })
    const singular = model.noiseVariances.findIndex(variance => !(variance > 0 && variance < Infinity))
    if (singular >= 0) throw new DegenerateCovarianceError(k, model.noiseVariances[singular], singular)
    const { regression, logDeterminant } = factorRegression(model)
    const origin = k * padded * columns
    regressions.set(regression, origin)
    for (let i = 0; i < columns; i++) {
      for (let l = 0; l < factors; l++) loadings[origin + l * columns + i] = model.loadings[i * factors + l]
      inverseDeviations[k * columns + i] = 1 / Math.sqrt(model.noiseVariances[i])
    }
    logDeterminants[k] = -0.5 * logDeterminant
  }
  return { loadings, regressions, inverseDeviations, logDeterminants }
}

/**
 * Squared distances (x - μ_k)ᵀ Σ_k⁻¹ (x - μ_k) of four rows, in O(D q) each. With the expected factors z of a row, the distance
 * is
 *
 *   ‖Ψ^(-1/2) (x - μ - Λ z)‖² + ‖z‖²,
 *
 * because z minimises this expression. It is Woodbury's identity as a sum of positive terms, so a tiny ψ causes no
 * cancellation.
 *
 * @param rows.centred [4, D] x - μ_k.
 * @param rows.rest [4, D] overwritten with x - μ_k - Λ z.
 * @param rows.distances [4] overwritten.
 */
function squaredFactorDistances(
  { loadings, regressions, inverseDeviations }: PreparedFactors,
  k: number,
  { centred, rest, distances }: { readonly centred: Float64Array; readonly rest: Float64Array; readonly distances: Float64Array },
): void {
  const columns = centred.length / rowsAtOnce
  const size = loadings.length / (inverseDeviations.length / columns)
  const b = columns
  const c = 2 * columns
  const d = 3 * columns
  rest.set(centred)
  distances.fill(0)
  const products = new Float64Array(rowsAtOnce * vectorsAtOnce)
  for (let v = k * size; v < (k + 1) * size; v += vectorsAtOnce * columns) {
    const w = v + columns
    fourRowProducts(columns, centred, regressions, v, products)
    const va = products[0]
    const vb = products[1]
    const vc = products[2]
    const vd = products[3]
    const wa = products[4]
    const wb = products[5]
    const wc = products[6]
    const wd = products[7]
    for (let i = 0; i < columns; i++) {
      const one = loadings[v + i]
      const other = loadings[w + i]
      rest[i] -= va * one + wa * other
      rest[b + i] -= vb * one + wb * other
      rest[c + i] -= vc * one + wc * other
      rest[d + i] -= vd * one + wd * other
    }
    distances[0] += va * va + wa * wa
    distances[1] += vb * vb + wb * wb
    distances[2] += vc * vc + wc * wc
    distances[3] += vd * vd + wd * wd
  }
  let sa = 0
  let sb = 0
  let sc = 0
  let sd = 0
  for (let i = 0; i < columns; i++) {
    const inverse = inverseDeviations[k * columns + i]
    const xa = rest[i] * inverse
    const xb = rest[b + i] * inverse
    const xc = rest[c + i] * inverse
    const xd = rest[d + i] * inverse
    sa += xa * xa
    sb += xb * xb
    sc += xc * xc
    sd += xd * xd
  }
  distances[0] += sa
  distances[1] += sb
  distances[2] += sc
  distances[3] += sd
}

/** Writes jointLogDensities and maxLogDensities under factor analysers, as the density kernels do under other structures. */
export function factorLogDensities(
  { columns, components, samples, rowAtPosition, means, logNormalizers, jointLogDensities, maxLogDensities }: Workspace,
  count: number,
  factors: PreparedFactors,
): void {
  const centred = new Float64Array(rowsAtOnce * columns)
  const rest = new Float64Array(rowsAtOnce * columns)
  const distances = new Float64Array(rowsAtOnce)
  maxLogDensities.fill(-Infinity)
  for (let first = 0; first < count; first += rowsAtOnce) {
    const taken = Math.min(rowsAtOnce, count - first)
    for (let k = 0; k < components; k++) {
      for (let position = 0; position < taken; position++) {
        const row = rowAtPosition[first + position] * columns
        const to = position * columns
        for (let i = 0; i < columns; i++) centred[to + i] = samples[row + i] - means[k * columns + i]
      }
      squaredFactorDistances(factors, k, { centred, rest, distances })
      for (let position = 0; position < taken; position++) {
        const logDensity = logNormalizers[k] - 0.5 * distances[position]
        jointLogDensities[k * blockRows + first + position] = logDensity
        if (logDensity > maxLogDensities[first + position]) maxLogDensities[first + position] = logDensity
      }
    }
  }
}
