import { DegenerateCovarianceError, diagonalOf } from '@mixtura/numerics'
import type { CovarianceLayout, CovarianceStructure } from './covarianceStructure.js'
import { exceedsDiagonal, factorCovariance, factorVariances, type FactorModel } from './factorModel.js'
import type * as FactorSteps from './factorSteps.js'
import { factorMatrices } from './layouts.js'
import { factorModelOf, selectFactorColumns } from './storedFactors.js'

/** The M-steps of factor analysers. Few fits need them, so the others do not load them. */
let steps: typeof FactorSteps | undefined

/** Loads the M-steps of factor analysers. A fit awaits it once before its first M-step. */
export async function loadFactorSteps(): Promise<void> {
  steps ??= await import('./factorSteps.js')
}

function loadedSteps(): typeof FactorSteps {
  if (steps) return steps
  throw new Error('the steps of factor analysers are not loaded: await loadSteps of the structure before its first M-step')
}

/** With fewer columns, whole scatters are not more expensive than their projections, and M-steps with them are exact. */
const minWideColumns = 24
/** Minimum of columns per factor, so that the directions are few compared with the columns. */
const minColumnsPerFactor = 6

/**
 * Σ_k = Λ_k Λ_kᵀ + Ψ_k with Λ_k [D, q] and a diagonal Ψ_k. In component k, x = μ_k + Λ_k z + e with q standard normal factors
 * z and noise e of variances Ψ_k. The structure describes the correlations of many columns with few parameters, even if
 * there are more columns than rows: S_k = W_k / n_k may be singular as long as its rank is above q.
 *
 * All rotations of the factors give the same Σ_k. Λ_k is the one for which Λ_kᵀ Ψ_k⁻¹ Λ_k is diagonal and descending.
 * Regularisation is noise of each single column, and ψ_i never falls below it: R_ii, or 1e-8 S_ii without regularisation.
 *
 * The E-step integrates the factors out, and the M-step maximises over Λ_k and Ψ_k directly. So EM needs fewer iterations
 * than if it treated the factors as missing data. Its statistics are those of full covariances, or, for many columns, their
 * products with a few directions (see wideFactors).
 *
 * @see Ghahramani & Hinton, The EM algorithm for mixtures of factor analyzers (1996), for the model; McLachlan & Peel, Finite
 *   Mixture Models (2000), ch. 8; McLachlan, Peel & Bean, Modelling high-dimensional data by mixtures of factor analyzers
 *   (2003), whose AECM treats the factors as missing in every second cycle.
 */
export function factorStructure(factors: number): CovarianceStructure {
  const applies = (columns: number): boolean => columns >= Math.max(minWideColumns, minColumnsPerFactor * factors)
  return {
    layout: factorLayout(factors),
    projected: {
      applies,
      begin: (...given) => loadedSteps().wideFactors(factors).begin(...given),
      directions: (...given) => loadedSteps().wideFactors(factors).directions(...given),
      estimate: (...given) => loadedSteps().wideFactors(factors).estimate(...given),
      coordinates: (...given) => loadedSteps().wideFactors(factors).coordinates(...given),
      extrapolate: (...given) => loadedSteps().wideFactors(factors).extrapolate(...given),
    },
    // The entries of Λ and Ψ minus q (q - 1) / 2 for the rotation (McLachlan & Peel 2000, sec. 8.2).
    parameterCount: (components, columns) =>
      components * Math.min(columns * (factors + 1) - (factors * (factors - 1)) / 2, (columns * (columns + 1)) / 2),
    estimate: (moments, previous) => loadedSteps().estimateFactors(moments, { factors, isWide: applies(moments.columns), previous }),
  }
}

/** [K, D, q + 1]: the loadings of each column on the factors, then its noise variance. */
function factorLayout(factors: number): CovarianceLayout {
  const modelOf = (covariances: Float64Array, component: number, columns: number): FactorModel =>
    factorModelOf(covariances, { component, columns, factors })
  return {
    scatter: 'full',
    shared: false,
    shape: (components, columns) => [components, columns, factors + 1],
    variances: (covariances, component, columns) => factorVariances(modelOf(covariances, component, columns)),
    block(covariances, { component, columns, selected }) {
      const own = covariances.subarray(component * columns * (factors + 1), (component + 1) * columns * (factors + 1))
      return factorCovariance(modelOf(selectFactorColumns(own, { factors, columns, selected }), 0, selected.length))
    },
    exceeds: (covariances, { component, columns, bound }) =>
      exceedsDiagonal(modelOf(covariances, component, columns), diagonalOf(bound, columns)),
    factor(covariances, components, columns) {
      const matrices = new Float64Array(components * columns * columns)
      for (let k = 0; k < components; k++) {
        const model = modelOf(covariances, k, columns)
        const { noiseVariances } = model
        const at = noiseVariances.findIndex(variance => !(variance > 0))
        if (at >= 0) throw new DegenerateCovarianceError(k, noiseVariances[at], at)
        matrices.set(factorCovariance(model), k * columns * columns)
      }
      return factorMatrices(matrices, components, columns)
    },
  }
}
