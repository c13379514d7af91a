import { choleskyInPlace, invertLowerTriangular } from '../linalg/cholesky.js'
import type { Matrix, Samples } from '../matrix/matrix.js'
import { acceptSamples } from '../mixture/acceptSamples.js'
import { componentFactors } from '../mixture/componentFactors.js'
import type { MixtureParameters } from '../mixture/parameters.js'
import type { FactorModel } from '../covariance/factorModel.js'
import { requireMixture } from '../mixture/requireMixture.js'
import { requireIndices } from '../validation/requireIndices.js'

/**
 * [N, q] expected factors of every sample, were it of the given component, in standard deviations of the factors:
 *
 *   E[z | x, k] = (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹ (x - μ_k),
 *
 * Thomson's regression scores. They stand in the rotation of componentLoadings.
 *
 * @param model with factors.
 * @param samples [N, D], finite.
 * @param component 0-based.
 * @throws {InvalidOptionError} unless the mixture has factors.
 * @throws {ShapeError} if there is no such component, or `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @see Ghahramani & Hinton, The EM algorithm for mixtures of factor analyzers (1996), where the matrix before x - μ is β.
 */
export function factorScores(model: MixtureParameters, samples: Samples, component: number): Matrix {
  requireMixture('model', model)
  const { columns, components, means } = model
  requireIndices('component', [component], { kind: 'component', count: components })
  const factorModel = componentFactors(model, component)
  const { data, rows } = acceptSamples(samples, columns)
  const regression = regressionOf(factorModel)
  const factors = regression.length / columns
  const scores = new Float64Array(rows * factors)
  for (let row = 0; row < rows; row++) {
    for (let l = 0; l < factors; l++) {
      let sum = 0
      for (let i = 0; i < columns; i++) sum += regression[l * columns + i] * (data[row * columns + i] - means[component * columns + i])
      scores[row * factors + l] = sum
    }
  }
  return { data: scores, rows, columns: factors }
}

/** [q, D] (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹. Of the inverse, whose matrix has eigenvalues of 1 and more, nothing is lost. */
function regressionOf({ loadings, noiseVariances }: FactorModel): Float64Array {
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  const lower = new Float64Array(factors * factors)
  for (let l = 0; l < factors; l++) {
    for (let m = 0; m <= l; m++) {
      let sum = l === m ? 1 : 0
      for (let i = 0; i < columns; i++) sum += (loadings[i * factors + l] * loadings[i * factors + m]) / noiseVariances[i]
      lower[l * factors + m] = sum
    }
  }
  choleskyInPlace(lower, factors)
  const inverse = new Float64Array(factors * factors)
  invertLowerTriangular(lower, inverse, factors)
  const regression = new Float64Array(factors * columns)
  for (let i = 0; i < columns; i++) {
    // Pᵀ (P λ) with λ the loadings of column i.
    const projected = Float64Array.from({ length: factors }, (_, l) => {
      let sum = 0
      for (let m = 0; m <= l; m++) sum += inverse[l * factors + m] * loadings[i * factors + m]
      return sum
    })
    for (let l = 0; l < factors; l++) {
      for (let m = l; m < factors; m++) regression[l * columns + i] += (inverse[m * factors + l] * projected[m]) / noiseVariances[i]
    }
  }
  return regression
}
