import { DegenerateCovarianceError } from '../errors.js'
import type { CovarianceLayout, CovarianceStructure } from './covarianceStructure.js'
import { maximizeFactors } from './factorAnalysis.js'
import { factorCovariance, type FactorModel } from './factorModel.js'
import { factorMatrices } from './layouts.js'
import { scatterMatrix } from './scatterMatrices.js'

/**
 * Σ_k = Λ_k Λ_kᵀ + Ψ_k, Λ_k [D, q] and Ψ_k diagonal: in component k, x = μ_k + Λ_k z + e with q standard normal factors z
 * and noise e of variances Ψ_k. It describes correlations of many columns with few parameters, also of more columns than
 * rows: S_k = W_k / n_k may be singular as long as its rank is above q.
 *
 * Of all rotations of the factors, which give the same Σ_k, Λ_k is the one with Λ_kᵀ Ψ_k⁻¹ Λ_k diagonal and descending.
 * Regularisation is noise of every column's own, and ψ_i never falls below it: R_ii, or 1e-8 S_ii where there is none.
 *
 * The E-step knows no factors: they are integrated out, and the M-step maximises over Λ_k and Ψ_k as such. So EM needs
 * fewer iterations than with the factors as missing data too, and its statistics are those of full covariances.
 *
 * @see Ghahramani & Hinton, The EM algorithm for mixtures of factor analyzers (1996), for the model; McLachlan & Peel, Finite
 *   Mixture Models (2000), ch. 8; McLachlan, Peel & Bean, Modelling high-dimensional data by mixtures of factor analyzers
 *   (2003), whose AECM takes the factors as missing in every other cycle.
 */
export function factorStructure(factors: number): CovarianceStructure {
  return {
    layout: factorLayout(factors),
    // q (q - 1) / 2 fewer than the entries of Λ and Ψ, by rotation (McLachlan & Peel 2000, sec. 8.2).
    parameterCount: (components, columns) =>
      components * Math.min(columns * (factors + 1) - (factors * (factors - 1)) / 2, (columns * (columns + 1)) / 2),
    estimate(moments, previous) {
      const { components, columns, counts, regularization } = moments
      const stored = new Float64Array(components * columns * (factors + 1))
      const goesOn = previous?.length === stored.length
      const floor = regularization && Float64Array.from({ length: columns }, (_, i) => regularization[i * (columns + 1)])
      for (let k = 0; k < components; k++) {
        const covariance = scatterMatrix(moments, k).map(value => value / counts[k])
        const start = goesOn ? factorModelOf(previous, { component: k, columns, factors }).noiseVariances : undefined
        const model = maximizeFactors(covariance, columns, { factors, component: k, start, floor })
        stored.set(packed(model), k * columns * (factors + 1))
      }
      return stored
    },
  }
}

/** [K, D, q + 1]: each column's loadings on the factors, then its noise variance. */
function factorLayout(factors: number): CovarianceLayout {
  const expand: CovarianceLayout['expand'] = (covariances, component, columns) =>
    factorCovariance(factorModelOf(covariances, { component, columns, factors }))
  return {
    scatter: 'full',
    shared: false,
    shape: (components, columns) => [components, columns, factors + 1],
    expand,
    factor(covariances, components, columns) {
      const matrices = new Float64Array(components * columns * columns)
      for (let k = 0; k < components; k++) {
        const { noiseVariances } = factorModelOf(covariances, { component: k, columns, factors })
        const at = noiseVariances.findIndex(variance => !(variance > 0))
        if (at >= 0) throw new DegenerateCovarianceError(k, noiseVariances[at], at)
        matrices.set(expand(covariances, k, columns), k * columns * columns)
      }
      return factorMatrices(matrices, components, columns)
    },
  }
}

/** Loadings and noise variances of one component, from covariances [K, D, q + 1]. */
export function factorModelOf(
  covariances: Float64Array,
  { component, columns, factors }: { readonly component: number; readonly columns: number; readonly factors: number },
): FactorModel {
  const width = factors + 1
  const rows = covariances.subarray(component * columns * width, (component + 1) * columns * width)
  return {
    loadings: rows.filter((_, at) => at % width < factors),
    noiseVariances: rows.filter((_, at) => at % width === factors),
  }
}

/** [K, S, q + 1] of the selected of D columns: a marginal of a factor model is one of the same factors. */
export function selectFactorColumns(
  covariances: Float64Array,
  { factors, columns, selected }: { readonly factors: number; readonly columns: number; readonly selected: readonly number[] },
): Float64Array {
  const width = factors + 1
  const components = covariances.length / (columns * width)
  const chosen = new Float64Array(components * selected.length * width)
  for (let k = 0; k < components; k++) {
    selected.forEach((column, i) => {
      const from = (k * columns + column) * width
      chosen.set(covariances.subarray(from, from + width), (k * selected.length + i) * width)
    })
  }
  return chosen
}

/** [D, q + 1] */
function packed({ loadings, noiseVariances }: FactorModel): Float64Array {
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  return Float64Array.from({ length: columns * (factors + 1) }, (_, at) => {
    const i = Math.floor(at / (factors + 1))
    const l = at % (factors + 1)
    return l < factors ? loadings[i * factors + l] : noiseVariances[i]
  })
}
