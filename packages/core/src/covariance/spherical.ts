import type { CentredMoments, CovarianceStructure } from './covarianceStructure.js'
import { sharedVariance, variancePerComponent } from './layouts.js'
import { scatterDiagonals } from './scatterMatrices.js'

/** Σ_k = λ I, λ = Σ_k tr W_k / (n D). */
export const EII: CovarianceStructure = {
  layout: sharedVariance,
  isBoundable: true,
  parameterCount: () => 1,
  estimate(moments) {
    const trace = traces(moments).reduce((sum, value) => sum + value, 0)
    return Float64Array.of(trace / (moments.total * moments.columns))
  },
}

/** Σ_k = λ_k I, λ_k = tr W_k / (n_k D). */
export const VII: CovarianceStructure = {
  layout: variancePerComponent,
  isBoundable: true,
  parameterCount: components => components,
  estimate: moments => traces(moments).map((trace, k) => trace / (moments.counts[k] * moments.columns)),
}

/** [K] tr W_k */
function traces(moments: CentredMoments): Float64Array {
  return Float64Array.from(scatterDiagonals(moments), diagonal => diagonal.reduce((sum, value) => sum + value, 0))
}
