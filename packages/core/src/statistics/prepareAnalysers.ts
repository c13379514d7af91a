import { DegenerateCovarianceError } from '@mixtura/numerics'
import { factorRegression } from '../covariance/factorRegression.js'
import { firstNotPositive, inverseRoots } from '../covariance/rowVectors.js'
import { factorRowsOf } from '../covariance/storedFactors.js'

/** Factor analysers in the form that the density kernels read. */
export interface PreparedAnalysers {
  /** q, or q + 1 if q is odd: a factor of zeros is added, because the kernels process two at once. */
  readonly factorCount: number
  /** [K, q, D] Λ_kᵀ */
  readonly loadings: Float64Array
  /** [K, q, D] (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹ */
  readonly regressions: Float64Array
}

/** Factors and determinants that every prepared model has. */
interface DiagonalPart {
  /** [K, D] ψ^(-1/2) */
  readonly inverseDeviations: Float64Array
  /** [K] -½ ln |Σ_k| */
  readonly logDeterminants: Float64Array
}

/**
 * @param covariances [K, D, q + 1]
 * @throws {DegenerateCovarianceError} if a noise variance is not positive.
 */
export function prepareAnalysers(
  covariances: Float64Array,
  { components, columns, factors }: { readonly components: number; readonly columns: number; readonly factors: number },
): PreparedAnalysers & DiagonalPart {
  const factorCount = 2 * Math.ceil(factors / 2)
  const loadings = new Float64Array(components * factorCount * columns)
  const regressions = new Float64Array(components * factorCount * columns)
  const inverseDeviations = new Float64Array(components * columns)
  const logDeterminants = new Float64Array(components)
  for (let k = 0; k < components; k++) {
    const model = factorRowsOf(covariances, { component: k, columns, factors })
    const singular = firstNotPositive(model.noiseVariances)
    if (singular >= 0) throw new DegenerateCovarianceError(k, model.noiseVariances[singular], singular)
    const roots = inverseRoots(model.noiseVariances)
    inverseDeviations.set(roots, k * columns)
    const { regression, logDeterminant } = factorRegression(model, roots)
    loadings.set(model.loadings, k * factorCount * columns)
    regressions.set(regression, k * factorCount * columns)
    logDeterminants[k] = -0.5 * logDeterminant
  }
  return { factorCount, loadings, regressions, inverseDeviations, logDeterminants }
}
