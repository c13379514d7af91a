import { logSumExp, solveLowerInPlace } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import { factorColumns, selectMeans } from './selectColumns.js'

/** The mixture of R responses y given P predictors x, for one x after another. */
export interface Conditioning {
  /** [K, R, R] Σ_{y|x,k}, the same for every x; data units squared. */
  readonly covariances: Float64Array
  /** [K] p(k given x) for the latest x. */
  readonly weights: Float64Array
  /** [K, R] E[y given x, k] for the latest x; data units. */
  readonly means: Float64Array
  /**
   * Sets x to the P values that begin at `offset`.
   *
   * @returns ln p(x), nats; if it is not finite, the weights are invalid.
   */
  moveTo(values: ArrayLike<number>, offset: number): number
}

/**
 * Conditions a mixture by block formulas on one Cholesky factor per component. With the columns ordered as [x, y],
 *
 *   Σ_k = L Lᵀ,  L = [ L_xx  0 ; L_yx  L_yy ],  u = L_xx⁻¹ (x - μ_x)
 *   E[y given x, k] = μ_y + L_yx u,   Σ_{y|x,k} = L_yy L_yyᵀ
 *   ln w_k N(x; μ_x, Σ_xx) = ln w_k - P/2 ln 2π - Σ_i ln L_xx[i,i] - ½ ‖u‖²
 *
 * L_yy L_yyᵀ equals the Schur complement Σ_yy - Σ_yx Σ_xx⁻¹ Σ_xy, but without the subtraction, so it stays positive.
 *
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 2.81 and 2.82.
 */
export function createConditioning(
  parameters: MixtureParameters,
  predictors: readonly number[],
  responses: readonly number[],
): Conditioning {
  const { components } = parameters
  const given = predictors.length
  const wanted = responses.length
  const size = given + wanted
  const order = [...predictors, ...responses]
  const centres = selectMeans(parameters, order)
  const factors = factorColumns(parameters, order)
  const logConstants = parameters.weights.map((weight, k) => {
    let logConstant = Math.log(weight) - 0.5 * given * Math.log(2 * Math.PI)
    for (let i = 0; i < given; i++) logConstant -= Math.log(factors[(k * size + i) * size + i])
    return logConstant
  })
  const weights = new Float64Array(components)
  const means = new Float64Array(components * wanted)
  const whitened = new Float64Array(given)
  return {
    covariances: trailingCovariances(factors, { components, given, wanted }),
    weights,
    means,
    moveTo(values, offset) {
      for (let k = 0; k < components; k++) {
        for (let i = 0; i < given; i++) whitened[i] = values[offset + i] - centres[k * size + i]
        solveLowerInPlace(factors, { offset: k * size * size, size, count: given }, whitened)
        let distance = 0
        for (let i = 0; i < given; i++) distance += whitened[i] ** 2
        weights[k] = logConstants[k] - 0.5 * distance
        for (let r = 0; r < wanted; r++) {
          const row = (k * size + given + r) * size
          let mean = centres[k * size + given + r]
          for (let i = 0; i < given; i++) mean += factors[row + i] * whitened[i]
          means[k * wanted + r] = mean
        }
      }
      const logDensity = logSumExp(weights)
      for (let k = 0; k < components; k++) weights[k] = Math.exp(weights[k] - logDensity)
      return logDensity
    },
  }
}

/** [K, R, R] L_yy L_yyᵀ. */
function trailingCovariances(
  factors: Float64Array,
  { components, given, wanted }: { readonly components: number; readonly given: number; readonly wanted: number },
): Float64Array {
  const size = given + wanted
  const covariances = new Float64Array(components * wanted * wanted)
  for (let k = 0; k < components; k++) {
    for (let r = 0; r < wanted; r++) {
      for (let s = 0; s <= r; s++) {
        let sum = 0
        for (let i = given; i <= given + s; i++) {
          sum += factors[(k * size + given + r) * size + i] * factors[(k * size + given + s) * size + i]
        }
        covariances[(k * wanted + r) * wanted + s] = sum
        covariances[(k * wanted + s) * wanted + r] = sum
      }
    }
  }
  return covariances
}
